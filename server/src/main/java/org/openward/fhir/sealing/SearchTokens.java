package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What searches compare in place of a sealed number: a keyed digest, another one in each tenant. While keys change, or a system has just
 * been named, the same number may still stand there otherwise, and is looked for in all its forms.
 */
@Component
public class SearchTokens {
    private final KeyRing ring;

    SearchTokens(KeyRing ring) {
        this.ring = ring;
    }

    /** Whether anything was ever sealed in this database. */
    public boolean areInUse() {
        return ring.isInUse();
    }

    /** Whether the numbers of that system are sealed as they are written. */
    public boolean isSealed(@Nullable String system) {
        return system != null && ring.rules().systems().contains(system);
    }

    /** As what a number is written; itself, when its system is none of the sealed ones. */
    public String written(int partition, @Nullable String system, String value) {
        return system != null && isSealed(system) ? ring.rules().present().token(partition, system, value) : value;
    }

    /** As what a number is found. */
    public List<String> searched(int partition, @Nullable String system, String value) {
        var rules = ring.rules();
        if (system == null || !rules.searched().contains(system)) {
            return List.of(value);
        }
        var tokens = rules.searchedKeys().stream().map(key -> key.token(partition, system, value));
        var isInClear = !rules.isFinished() || !rules.systems().contains(system);
        return Stream.concat(tokens, isInClear ? Stream.of(value) : Stream.empty())
                .toList();
    }

    /** As what a number of any system is found, besides itself. */
    public List<KnownNumber> searchedInSealedSystems(int partition, String value) {
        var rules = ring.rules();
        return rules.searched().stream()
                .flatMap(system -> rules.searchedKeys().stream()
                        .map(key -> new KnownNumber(system, key.token(partition, system, value))))
                .toList();
    }

    /** All forms in which a number of that system was ever written, by any key that this server has. */
    public List<String> everWritten(int partition, String system, String value) {
        var forms = new LinkedHashSet<String>();
        forms.add(value);
        if (ring.rules().ever().contains(system)) {
            ring.rules().allKeys().forEach(key -> forms.add(key.token(partition, system, value)));
        }
        return List.copyOf(forms);
    }

    /** The tokens by which the texts that hold this number, of whichever sealed system, are known. */
    public List<String> signs(int partition, String value) {
        var rules = ring.rules();
        return rules.ever().stream()
                .flatMap(system -> rules.allKeys().stream().map(key -> key.token(partition, system, value)))
                .toList();
    }

    /** As what a table beside the records keeps a number. */
    public String kept(int partition, String system, String value) {
        return isSealed(system) ? SealedTexts.MARK + written(partition, system, value) : value;
    }

    /** All forms in which such a table may have it: those of former keys stay as they are, since nothing leads back to the number. */
    public List<String> everKept(int partition, String system, String value) {
        return everWritten(partition, system, value).stream()
                .map(form -> form.equals(value) ? form : SealedTexts.MARK + form)
                .toList();
    }

    /** All forms in which such a table may have a number of whichever system. */
    public List<String> everKept(int partition, String value) {
        return Stream.concat(Stream.of(value), signs(partition, value).stream().map(token -> SealedTexts.MARK + token))
                .toList();
    }

    /** Whether a table has that number as a token already. */
    public boolean isKeptSealed(String kept) {
        return kept.startsWith(SealedTexts.MARK);
    }

    /** A digest of the digest, that does not let anybody guess what it is of; as long as nothing is sealed, the given one. */
    public byte[] keyed(byte[] digest) {
        return ring.rules().digesting().map(key -> key.keyed(digest)).orElse(digest);
    }

    /**
     * The same with each key that this server has, and as it is while a server may go by none: of two servers, each has one at least that the
     * other has too, and so has each one after another key has taken over.
     */
    public List<byte[]> keyedByAll(byte[] digest) {
        var rules = ring.rules();
        if (!rules.areInUse()) {
            return List.of(digest);
        }
        var keyed = rules.allKeys().stream().map(key -> key.keyed(digest));
        var isPlain = rules.sharedDigesting().stream().anyMatch(Optional::isEmpty);
        return Stream.concat(keyed, isPlain ? Stream.of(digest) : Stream.empty())
                .toList();
    }

    /** Whether a digest was kept for this one, with whichever key it was made. */
    public boolean isKeyed(byte[] kept, byte[] digest) {
        return Arrays.equals(kept, digest)
                || ring.rules().keys().stream().anyMatch(key -> Arrays.equals(kept, key.keyed(digest)));
    }

    /**
     * What a condition is known by on all servers at the same time, also while keys change: of two servers, each has one at least that the
     * other has too. The condition itself is among them while anybody may go by it.
     */
    List<String> shared(String condition) {
        return ring.rules().sharedDigesting().stream()
                .map(key -> key.map(
                                known -> SealedTexts.MARK + FieldKey.encoded(known.keyed(condition.getBytes(UTF_8))))
                        .orElse(condition))
                .toList();
    }

    /** Refuses a value that only the database holds. */
    static void refuseSealed(@Nullable String value) {
        if (value != null && value.startsWith(SealedTexts.MARK)) {
            throw new SealedValueSent();
        }
    }
}
