package org.openward;

import ca.uhn.fhir.context.FhirContext;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.openward.astm.AstmConventions;
import org.openward.astm.AstmMessage;
import org.openward.astm.AstmToResults;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.devices.Habits;
import org.openward.hl7v2.devices.ResultConventions;
import org.openward.hl7v2.devices.SampleRule;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;
import org.openward.profiles.Definitions;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.terminology.AnalyzerUnits;
import org.openward.terminology.Translation;
import org.openward.terminology.Ucum;

/** A published family of analyzers, and how its messages are read by nothing but its description. */
public final class PublishedFamily {
    private static final Definitions DEFINITIONS = new Definitions(FhirContext.forR4Cached());
    private static final Ucum UCUM = new Ucum();
    private static final Translation COMMON = AnalyzerUnits.common(DEFINITIONS);

    private final Habits habits;
    private final CodeTranslation meanings;

    private PublishedFamily(Habits habits) {
        this.habits = habits;
        this.meanings = new Meanings(
                map(habits, Extensions.ANALYZER_CODE_MAP),
                new AnalyzerUnits(
                        UCUM,
                        Stream.concat(map(habits, Extensions.ANALYZER_UNIT_MAP).stream(), Stream.of(COMMON))
                                .toList()));
    }

    public static List<String> names() {
        return DEFINITIONS.families().stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .toList();
    }

    public static PublishedFamily named(String name) {
        return DEFINITIONS
                .family(Systems.ROOT + "DeviceDefinition/" + name)
                .map(family -> new PublishedFamily(Habits.of(family.getExtensionByUrl(Extensions.ANALYZER))))
                .orElseThrow();
    }

    public Habits habits() {
        return habits;
    }

    public LaboratoryResults read(byte[] message) throws MalformedMessage {
        DeviceProfile profile = DeviceProfile.of(
                        "Device/one", "https://hospital.example/devices/one", ZoneId.of("Asia/Kolkata"))
                .with(SampleRule.of(habits))
                .with(ResultConventions.of(habits, Map.of()));
        return message[0] == 'M'
                ? new OruToResults(meanings).map(Hl7Message.parse(message), profile)
                : new AstmToResults(meanings)
                        .map(
                                AstmMessage.parse(message, Transmission.STANDARD)
                                        .get(0),
                                profile,
                                AstmConventions.of(habits));
    }

    private static Optional<Translation> map(Habits habits, String part) {
        return habits.one(part).flatMap(DEFINITIONS::conceptMap).map(Translation::new);
    }

    private record Meanings(Optional<Translation> codes, AnalyzerUnits units) implements CodeTranslation {
        @Override
        public Optional<Coding> code(Coding sent) {
            return codes.flatMap(map -> map.of(sent.getCode()));
        }

        @Override
        public Optional<String> unit(String sent) {
            return units.of(sent).map(Coding::getCode);
        }

        @Override
        public boolean isUcum(String sent) {
            return units.isUcum(sent);
        }
    }
}
