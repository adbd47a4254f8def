package org.openward.hl7v2;

import static java.util.Map.entry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.openward.hl7v2.Decoding.Fidelity;
import org.openward.hl7v2.Decoding.Rule;

/** Decides the character set of a message: the device's setting, MSH-18, valid UTF-8, the device's default. */
final class CharacterSets {
    /** HL7 table 0211 and what real senders write instead; letters and digits only, upper case. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            entry("ASCII", "US-ASCII"),
            entry("ISOIR6", "US-ASCII"),
            entry("8859", "ISO-8859-1"),
            entry("ISOIR14", "JIS_X0201"),
            entry("ISOIR87", "ISO-2022-JP"),
            entry("ISOIR159", "ISO-2022-JP-2"),
            entry("JIS", "ISO-2022-JP"),
            entry("GB180302000", "GB18030"),
            entry("KSX1001", "EUC-KR"),
            entry("CNS116431992", "EUC-TW"),
            entry("BIG5", "Big5"),
            entry("UNICODE", "UTF-8"),
            entry("UNICODEUTF8", "UTF-8"),
            entry("UTF8", "UTF-8"));

    private CharacterSets() {}

    static Decoding decide(byte[] raw, Field declared, Transmission transmission) {
        return decide(raw, named(declared), transmission);
    }

    static Decoding decide(byte[] raw, Optional<Charset> declared, Transmission transmission) {
        Charset override = transmission.override();
        if (override != null) {
            Fidelity fidelity = fits(raw, override) ? Fidelity.EXACT : Fidelity.LOSSY;
            return new Decoding(override, Rule.DEVICE_OVERRIDE, fidelity);
        }
        Optional<Charset> named = declared.filter(charset -> fits(raw, charset));
        if (named.isPresent()) {
            return new Decoding(named.get(), Rule.MESSAGE_HEADER, Fidelity.EXACT);
        }
        if (fits(raw, StandardCharsets.UTF_8)) {
            return new Decoding(StandardCharsets.UTF_8, Rule.VALID_UTF_8, Fidelity.EXACT);
        }
        if (fits(raw, transmission.fallback())) {
            return new Decoding(transmission.fallback(), Rule.DEVICE_DEFAULT, Fidelity.EXACT);
        }
        return new Decoding(StandardCharsets.ISO_8859_1, Rule.LAST_RESORT, Fidelity.EXACT);
    }

    /** The first repetition of MSH-18 that names a character set known here. */
    static Optional<Charset> named(Field declared) {
        return declared.repetitions().stream()
                .map(each -> byName(each.text()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Charset> byName(String name) {
        String key = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        if (key.matches("(ISO)?8859\\d{1,2}")) {
            return supported("ISO-8859-" + key.substring(key.indexOf("8859") + 4));
        }
        return supported(Objects.requireNonNullElse(ALIASES.get(key), name.strip()));
    }

    private static Optional<Charset> supported(String name) {
        return Optional.ofNullable(Supported.BY_NAME.get(name));
    }

    /** By all their names. {@link Charset#isSupported} goes through the class path for a name that it does not know, the empty one too. */
    private static final class Supported {
        static final Map<String, Charset> BY_NAME = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        static {
            for (Charset each : Charset.availableCharsets().values()) {
                each.aliases().forEach(alias -> BY_NAME.putIfAbsent(alias, each));
                BY_NAME.put(each.name(), each);
            }
        }
    }

    private static boolean fits(byte[] raw, Charset charset) {
        try {
            charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(raw));
            return true;
        } catch (CharacterCodingException misfit) {
            return false;
        }
    }
}
