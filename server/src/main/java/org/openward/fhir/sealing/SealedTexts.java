package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Encrypts the numbers in a text of FHIR JSON on its way into the database, and opens them on the way out. A sealed value names its key and
 * carries the token of its number, so that who knows the number, and has the key, finds the text that holds it.
 */
@Component
public class SealedTexts {
    /** What every sealed value begins with. */
    static final String MARK = "openward-sealed:";

    private static final Pattern SEALED =
            Pattern.compile(MARK + "([A-Za-z0-9_-]{1,16}):([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]+)");
    private static final int KEY = 1;
    private static final int CONTENT = 3;

    private static final String SEALED_DIGEST = "s.";
    private static final int DIGEST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(SealedTexts.class);

    private final KeyRing ring;
    private final ObjectProvider<MeterRegistry> meters;

    SealedTexts(KeyRing ring, ObjectProvider<MeterRegistry> meters) {
        this.ring = ring;
        this.meters = meters;
    }

    /** The text as the database is to hold it. */
    public String seal(String json, Place place) {
        var rules = ring.rules();
        if (!mentions(json, rules.systems())) {
            return json;
        }
        var found = JsonNumbers.in(json, rules.systems());
        return JsonNumbers.replaced(
                json,
                found,
                each -> sealed(
                        rules.present(), new KnownNumber(each.system(), each.value()), each.literal(json), place));
    }

    private static String sealed(FieldKey key, KnownNumber number, String literal, Place place) {
        var content = key.seal(literal.getBytes(UTF_8), place.bound(number.system()));
        return MARK + key.id() + ":" + key.token(place.partition(), number.system(), number.value()) + ":"
                + FieldKey.encoded(content);
    }

    /** A lone number as the database is to hold it; nothing when its system is none of the sealed ones. */
    public Optional<String> sealNumber(KnownNumber number, Place place) {
        var rules = ring.rules();
        return rules.systems().contains(number.system())
                ? Optional.of(sealed(rules.present(), number, number.value(), place))
                : Optional.empty();
    }

    /**
     * The value of a lone number of that system as it was.
     *
     * @throws SealedValueDamaged when it cannot be opened
     */
    public String openNumber(KnownNumber sealed, Place place) {
        return opened(sealed, place, ring.rules());
    }

    private static boolean mentions(String json, Set<String> systems) {
        return systems.stream().anyMatch(json::contains);
    }

    /**
     * The text as it was before it was sealed for that place.
     *
     * @throws SealedValueDamaged when one of its numbers cannot be opened
     */
    public String open(String json, Place place) {
        if (!ring.isInUse() || !isSealed(json)) {
            return json;
        }
        var rules = ring.rules();
        var found = JsonNumbers.in(json, rules.ever()).stream()
                .filter(each -> each.value().startsWith(MARK))
                .toList();
        return JsonNumbers.replaced(
                json, found, each -> opened(new KnownNumber(each.system(), each.value()), place, rules));
    }

    private static boolean isSealed(String json) {
        return json.contains('"' + MARK);
    }

    private String opened(KnownNumber sealed, Place place, Rules rules) {
        var parts = SEALED.matcher(sealed.value());
        if (!parts.matches()) {
            throw damaged(place);
        }
        return rules.key(parts.group(KEY))
                .flatMap(key -> FieldKey.decoded(parts.group(CONTENT))
                        .flatMap(content -> key.open(content, place.bound(sealed.system()))))
                .map(literal -> new String(literal, UTF_8))
                .orElseThrow(() -> damaged(place));
    }

    private SealedValueDamaged damaged(Place place) {
        meters.ifAvailable(
                known -> known.counter("openward.field-encryption.damaged").increment());
        return new SealedValueDamaged(place);
    }

    /** The text as it should be stored by now; nothing when it is. */
    public Optional<String> renewed(String json, Place place) {
        return isAsItShouldBe(json) ? Optional.empty() : Optional.of(seal(open(json, place), place));
    }

    /**
     * Has a text stored as it should be by now, unless it is.
     *
     * @param store stores it
     * @return 1 when it cannot be opened and stays as it is, or else 0
     */
    public int renew(String json, Place place, Consumer<String> store) {
        try {
            renewed(json, place).ifPresent(store);
            return 0;
        } catch (SealedValueDamaged damaged) {
            LOG.error("{}", damaged.getMessage());
            return 1;
        }
    }

    private boolean isAsItShouldBe(String json) {
        var rules = ring.rules();
        return JsonNumbers.in(json, rules.ever()).stream()
                .allMatch(each -> rules.systems().contains(each.system())
                        ? each.value().startsWith(MARK + rules.present().id() + ":")
                        : !each.value().startsWith(MARK));
    }

    /** What a text holds that is not as it should be; other texts need not be looked at. */
    public Collection<String> signs() {
        return ring.rules().ever();
    }

    /** The numbers of sealed systems that a text in clear holds. */
    public List<KnownNumber> numbers(String json) {
        var systems = ring.rules().ever();
        return mentions(json, systems)
                ? JsonNumbers.in(json, systems).stream()
                        .map(each -> new KnownNumber(each.system(), each.value()))
                        .distinct()
                        .toList()
                : List.of();
    }

    /** The SHA-256 of a record's text as the database is to hold it: by the plain one, who has the rest of the text could try numbers. */
    public String sealDigest(String digest, Place place) {
        var rules = ring.rules();
        if (rules.systems().isEmpty() || digest.length() != DIGEST || digest.startsWith(SEALED_DIGEST)) {
            return digest;
        }
        var sealed = rules.present().sealDigest(HexFormat.of().parseHex(digest), place.bound("digest"));
        return SEALED_DIGEST + rules.present().id() + "." + FieldKey.encoded(sealed);
    }

    /** The same before it was sealed; one that cannot be opened is like no other, so that its record counts as changed. */
    public String openDigest(String stored, Place place) {
        if (!stored.startsWith(SEALED_DIGEST)) {
            return stored;
        }
        var dot = stored.indexOf('.', SEALED_DIGEST.length());
        return ring.rules()
                .key(stored.substring(SEALED_DIGEST.length(), dot))
                .map(key ->
                        key.openDigest(Base64.getUrlDecoder().decode(stored.substring(dot + 1)), place.bound("digest")))
                .map(HexFormat.of()::formatHex)
                .orElse(stored);
    }
}
