package org.openward.interfaceengine;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.FHIRDeviceStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.openward.astm.AstmConventions;
import org.openward.astm.AstmConventions.SamplePlace;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.devices.FlawedHabit;
import org.openward.hl7v2.devices.Habits;
import org.openward.hl7v2.devices.ResultConventions;
import org.openward.hl7v2.devices.SampleRule;
import org.openward.hl7v2.query.DisplayLines;
import org.openward.interfaceengine.Analyzer.Answering;
import org.openward.interfaceengine.Analyzer.Dialect;
import org.openward.interfaceengine.Analyzer.Recognition;
import org.openward.interfaceengine.Analyzer.Results;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.profiles.Extensions;
import org.openward.tenancy.TenantId;

/** Reads the analyzer extension of a Device. */
final class AnalyzerSettings {
    /** The parts that say who the analyzer is and what its results may do: no family can say that for it. */
    private static final List<String> NO_HABITS = List.of(
            Extensions.ANALYZER_SENDING_APPLICATION,
            Extensions.ANALYZER_SENDING_FACILITY,
            Extensions.ANALYZER_LISTENER_PORT,
            Extensions.ANALYZER_SOURCE_ADDRESS,
            Extensions.ANALYZER_CERTIFICATE_SUBJECT,
            Extensions.ANALYZER_AUTOVERIFY,
            Extensions.ANALYZER_UNSOLICITED,
            Extensions.ANALYZER_SENDS,
            Extensions.ANALYZER_ACKNOWLEDGEMENT,
            Extensions.ANALYZER_COMMIT_BLOCKS,
            Extensions.ANALYZER_FAMILY);

    private static final Set<MessageKind> RESULTS_ONLY = Set.of(MessageKind.RESULTS);

    private final Extension extension;

    private AnalyzerSettings(Extension extension) {
        this.extension = extension;
    }

    /** The analyzer that the device is, unless it is no analyzer at all. */
    static Optional<Analyzer> read(Device device, TenantId tenant) {
        return Optional.ofNullable(device.getExtensionByUrl(Extensions.ANALYZER))
                .map(AnalyzerSettings::new)
                .map(settings -> settings.analyzer(device, tenant));
    }

    private Analyzer analyzer(Device device, TenantId tenant) {
        return new Analyzer(
                tenant,
                device.getIdElement().getIdPart(),
                device.getStatus() == null || device.getStatus() == FHIRDeviceStatus.ACTIVE
                        ? Standing.ACTIVE
                        : Standing.INACTIVE,
                recognition(),
                new Results(
                        Habits.of(extension).flag(Extensions.ANALYZER_AUTOVERIFY),
                        "accept".equals(text(Extensions.ANALYZER_UNSOLICITED)),
                        sends()),
                text(Extensions.ANALYZER_CODE_MAP),
                text(Extensions.ANALYZER_UNIT_MAP),
                dialect(device));
    }

    /** Nothing said means results: whoever may change the hospital's records is named as such. */
    private Set<MessageKind> sends() {
        var said = extension.getExtensionsByUrl(Extensions.ANALYZER_SENDS).stream()
                .map(part -> part.getValue() instanceof PrimitiveType<?> value ? value.getValueAsString() : "")
                .map(code -> MessageKind.ofCode(String.valueOf(code))
                        .orElseThrow(() -> new AnalyzerNotUsable("A sender sends "
                                + String.join(", ", MessageKind.codes()) + ", and not " + Envelope.plain(code) + ".")))
                .collect(Collectors.toSet());
        if (!RESULTS_ONLY.containsAll(said) && !recognition().isProven()) {
            throw new AnalyzerNotUsable(
                    "Anybody can give himself a name. A sender of more than results needs its address in "
                            + Extensions.ANALYZER_SOURCE_ADDRESS + " or its certificate in "
                            + Extensions.ANALYZER_CERTIFICATE_SUBJECT + ".");
        }
        return said.isEmpty() ? RESULTS_ONLY : said;
    }

    private Recognition recognition() {
        return new Recognition(
                text(Extensions.ANALYZER_SENDING_APPLICATION),
                text(Extensions.ANALYZER_SENDING_FACILITY),
                port(),
                text(Extensions.ANALYZER_SOURCE_ADDRESS),
                text(Extensions.ANALYZER_CERTIFICATE_SUBJECT));
    }

    private Dialect dialect(Device device) {
        var habits = habits(extension);
        return new Dialect(
                habits.one(Extensions.ANALYZER_TIME_ZONE).orElse(null),
                habits.one(Extensions.ANALYZER_SAMPLE_POSITION).orElse(null),
                habits.one(Extensions.ANALYZER_CHARACTER_SET).orElse(null),
                family(device),
                habits,
                Answering.of(
                        text(Extensions.ANALYZER_ACKNOWLEDGEMENT),
                        Habits.of(extension).flag(Extensions.ANALYZER_COMMIT_BLOCKS)));
    }

    /** Everything that a description says of how messages are to be read; it is tried out here, where it can be refused. */
    static Habits habits(Extension description) {
        var habits = Habits.of(description).without(NO_HABITS);
        check(habits);
        try {
            ResultConventions.of(habits, Map.of());
            SampleRule.of(habits);
            AstmConventions.of(habits);
            DisplayLines.of(habits);
            new Dialect(null, null, null, null, habits, Answering.AS_SENT).packing();
            return habits;
        } catch (FlawedHabit flawed) {
            throw new AnalyzerNotUsable(flawed.why());
        }
    }

    private static void check(Habits habits) {
        habits.one(Extensions.ANALYZER_TIME_ZONE).filter(zone -> !isZone(zone)).ifPresent(zone -> {
            throw new AnalyzerNotUsable("The time zone " + zone + " does not exist; name one of the IANA list.");
        });
        habits.one(Extensions.ANALYZER_CHARACTER_SET)
                .filter(name -> !isCharacterSet(name))
                .ifPresent(name -> {
                    throw new AnalyzerNotUsable(
                            "The character set " + name + " does not exist; name one of the IANA list.");
                });
        habits.one(Extensions.ANALYZER_SAMPLE_POSITION)
                .filter(place -> !isPlace(place))
                .ifPresent(place -> {
                    throw new AnalyzerNotUsable("The sample number cannot be taken from " + place + "; use one of "
                            + String.join(", ", new TreeSet<>(SampleRule.POSITIONS.keySet()))
                            + ", or a field of the records O and P such as O-4.3.");
                });
    }

    /** Named in the extension, else the stored definition of the device. */
    private @Nullable String family(Device device) {
        var named = text(Extensions.ANALYZER_FAMILY);
        if (named != null) {
            return named;
        }
        var reference = device.getDefinition().getReference();
        return reference != null && reference.startsWith("DeviceDefinition/") ? reference : null;
    }

    private static boolean isPlace(String position) {
        return SampleRule.POSITIONS.containsKey(position)
                || SamplePlace.named(position).isPresent();
    }

    private @Nullable String text(String part) {
        var found = extension.getExtensionByUrl(part);
        return found != null && found.getValue() instanceof PrimitiveType<?> value && value.hasValue()
                ? value.getValueAsString()
                : null;
    }

    private @Nullable Integer port() {
        var found = extension.getExtensionByUrl(Extensions.ANALYZER_LISTENER_PORT);
        return found != null && found.getValue() instanceof IntegerType value ? value.getValue() : null;
    }

    private static boolean isZone(String name) {
        try {
            return ZoneId.of(name).getId().equals(name);
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private static boolean isCharacterSet(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
