package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of the file. Each use has a key of its own, derived from it (HKDF, RFC 5869): one encrypts, one for each tenant makes the
 * tokens that searches compare, one encrypts digests.
 */
final class FieldKey {
    static final int BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] SALT = "openward.field-encryption".getBytes(UTF_8);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int BLOCK_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final byte[] root;
    private final SecretKeySpec values;
    private final SecretKeySpec digests;

    FieldKey(String id, byte[] secret) {
        this.id = id;
        this.root = mac(SALT, secret);
        this.values = new SecretKeySpec(derived("values"), "AES");
        this.digests = new SecretKeySpec(derived("digests"), "AES");
    }

    String id() {
        return id;
    }

    /** Tells this key from others, and nothing of what it is. */
    byte[] checkValue() {
        return derived("check");
    }

    private byte[] derived(String use) {
        return mac(root, (use + '\u0001').getBytes(UTF_8));
    }

    /**
     * What searches compare in place of a value. The same value is another token in another tenant or system.
     *
     * @param partition the tenant's
     */
    String token(int partition, String system, String value) {
        var text = system + '\u0000' + value.strip();
        var whole = mac(derived("tokens of " + partition), text.getBytes(UTF_8));
        return encoded(Arrays.copyOf(whole, BLOCK_BYTES));
    }

    /** The digest of a text that nobody can make without this key. */
    byte[] keyed(byte[] text) {
        return mac(derived("keyed digests"), text);
    }

    /** @param bound to what it belongs: sealed for one thing it does not open for another */
    byte[] seal(byte[] clear, String bound) {
        try {
            var nonce = new byte[NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, bound);
            var sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(clear.length));
            cipher.doFinal(clear, 0, clear.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no AES-GCM.", impossible);
        }
    }

    /** Nothing when it was changed, sealed for something else, or with another key. */
    Optional<byte[]> open(byte[] sealed, String bound) {
        if (sealed.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, bound)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no AES-GCM.", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, values, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound.getBytes(UTF_8));
        return cipher;
    }

    /** A SHA-256 of a text with a number in it, which would let the number be guessed; as long as before, for its column. */
    byte[] sealDigest(byte[] digest, String bound) {
        return digest(Cipher.ENCRYPT_MODE, digest, bound);
    }

    byte[] openDigest(byte[] sealed, String bound) {
        return digest(Cipher.DECRYPT_MODE, sealed, bound);
    }

    /** The same digest of the same thing is sealed to the same: an unchanged record leaves its row unchanged. */
    private byte[] digest(int mode, byte[] text, String bound) {
        try {
            var cipher = Cipher.getInstance("AES/CBC/NoPadding");
            var start = Arrays.copyOf(mac(derived("beginnings of digests"), bound.getBytes(UTF_8)), BLOCK_BYTES);
            cipher.init(mode, digests, new IvParameterSpec(start));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no AES-CBC.", impossible);
        }
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What was encoded; nothing when the text is another. */
    static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException changed) {
            return Optional.empty();
        }
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no HMAC-SHA-256.", impossible);
        }
    }

    @Override
    public String toString() {
        return "field key " + id;
    }
}
