package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rule is changed in a differential; {@code mvn test -pl fhir-profiles -Dtest=SnapshotsTest -Dopenward.write-snapshots}
 * then writes its snapshot anew.
 */
class SnapshotsTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final ValidationSupportChain STANDARD_AND_OURS = new ValidationSupportChain();

    @BeforeAll
    static void know_the_standard_and_our_differentials() {
        PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(FHIR);
        structures().map(SnapshotsTest::committed).forEach(structure -> ours.addStructureDefinition(bare(structure)));
        STANDARD_AND_OURS.addValidationSupport(new DefaultProfileValidationSupport(FHIR));
        STANDARD_AND_OURS.addValidationSupport(ours);
        STANDARD_AND_OURS.addValidationSupport(new SnapshotGeneratingValidationSupport(FHIR));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void the_committed_snapshot_is_what_the_differential_says(Path file) throws IOException {
        StructureDefinition differential = bare(committed(file));

        String generated = json((StructureDefinition) STANDARD_AND_OURS.generateSnapshot(
                new ValidationSupportContext(STANDARD_AND_OURS),
                differential,
                differential.getUrl(),
                null,
                "OpenWard"));
        if (System.getProperty("openward.write-snapshots") != null) {
            Files.writeString(file, generated);
        }

        assertThat(PackageFiles.text(file)).isEqualTo(generated);
    }

    static Stream<Path> structures() {
        List<Path> definitions = PackageFiles.definitions();
        return definitions.stream().filter(file -> file.getFileName().toString().startsWith("StructureDefinition-"));
    }

    private static StructureDefinition committed(Path file) {
        return FHIR.newJsonParser().parseResource(StructureDefinition.class, PackageFiles.text(file));
    }

    private static StructureDefinition bare(StructureDefinition structure) {
        return structure.setSnapshot(null);
    }

    private static String json(StructureDefinition structure) {
        return FHIR.newJsonParser().setPrettyPrint(true).encodeResourceToString(structure) + "\n";
    }
}
