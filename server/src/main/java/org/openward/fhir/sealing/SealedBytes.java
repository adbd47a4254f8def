package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Encrypts the whole of something that may hold sealed numbers and is packed, such as a part of an export. */
@Component
public class SealedBytes {
    /** No packed text begins like this. */
    private static final byte[] MARK = {0, 'o', 'w', 's', 'e', 'a', 'l', 0};

    private final KeyRing ring;

    SealedBytes(KeyRing ring) {
        this.ring = ring;
    }

    /** As the database is to hold it: while any system is sealed, encrypted. */
    public byte[] seal(byte[] clear, Place place) {
        var rules = ring.rules();
        if (rules.systems().isEmpty()) {
            return clear;
        }
        var id = rules.present().id().getBytes(US_ASCII);
        var content = rules.present().seal(clear, place.bound("bytes"));
        var sealed = Arrays.copyOf(MARK, MARK.length + 1 + id.length + content.length);
        sealed[MARK.length] = (byte) id.length;
        System.arraycopy(id, 0, sealed, MARK.length + 1, id.length);
        System.arraycopy(content, 0, sealed, MARK.length + 1 + id.length, content.length);
        return sealed;
    }

    /**
     * As it was.
     *
     * @throws SealedValueDamaged when it cannot be opened
     */
    public byte[] open(byte[] stored, Place place) {
        if (!isSealed(stored)) {
            return stored;
        }
        var content = MARK.length + 1 + stored[MARK.length];
        return Optional.of(stored)
                .filter(whole -> whole[MARK.length] > 0 && content <= whole.length)
                .map(whole -> new String(whole, MARK.length + 1, whole[MARK.length], US_ASCII))
                .flatMap(ring.rules()::key)
                .flatMap(key -> key.open(Arrays.copyOfRange(stored, content, stored.length), place.bound("bytes")))
                .orElseThrow(() -> new SealedValueDamaged(place));
    }

    private static boolean isSealed(byte[] stored) {
        return stored.length > MARK.length && Arrays.equals(MARK, Arrays.copyOf(stored, MARK.length));
    }

    /** A text of which the whole is encrypted, as the database is to hold it. */
    public String sealText(String clear, Place place) {
        var bytes = clear.getBytes(UTF_8);
        var sealed = seal(bytes, place);
        return isSealed(sealed) ? SealedTexts.MARK + FieldKey.encoded(sealed) : clear;
    }

    /**
     * As it was.
     *
     * @throws SealedValueDamaged when it cannot be opened
     */
    public String openText(String stored, Place place) {
        if (!stored.startsWith(SealedTexts.MARK)) {
            return stored;
        }
        return FieldKey.decoded(stored.substring(SealedTexts.MARK.length()))
                .filter(SealedBytes::isSealed)
                .map(whole -> new String(open(whole, place), UTF_8))
                .orElseThrow(() -> new SealedValueDamaged(place));
    }
}
