package org.openward.fhir.packages;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.ImplementationGuide;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * A small implementation guide that nobody else has, and its package: a patient of it has a family name, and a marital status from a
 * list of its own. Its profile has no snapshot.
 */
final class Guide {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final String name;
    private final Map<String, String> files = new LinkedHashMap<>();

    Guide() {
        this("guide." + UUID.randomUUID().toString().substring(0, 8));
    }

    private Guide(String name) {
        this.name = name;
    }

    /** As registries name it. */
    String name() {
        return name + "#1.0.0";
    }

    String root() {
        return "https://guides.example/" + name + "/";
    }

    String profile() {
        return root() + "StructureDefinition/patient";
    }

    String statuses() {
        return root() + "CodeSystem/statuses";
    }

    String list() {
        return root() + "ValueSet/statuses";
    }

    /** With everything in it. */
    static Guide whole() {
        return new Guide().filled("Patient.name");
    }

    /** Another one of the same name and version, that asks for something else. */
    Guide askingInsteadFor(String element) {
        return new Guide(name).filled(element);
    }

    private Guide filled(String wanted) {
        return manifest("\"hl7.fhir.r4.core\":\"4.0.1\"")
                .with(named(new ImplementationGuide().setPackageId("guide"), "ImplementationGuide/guide"))
                .withProfile(wanted)
                .withStatuses();
    }

    Guide manifest(String dependencies) {
        return file(
                "package/package.json",
                "{\"name\":\"" + name + "\",\"version\":\"1.0.0\",\"canonical\":\"" + root()
                        + "\",\"fhirVersions\":[\"4.0.1\"],\"dependencies\":{" + dependencies + "}}");
    }

    Guide file(String path, String text) {
        files.put(path, text);
        return this;
    }

    private Guide with(MetadataResource definition) {
        definition.setUrl(definition.getUrl().replace("ROOT/", root()));
        return file(
                "package/" + definition.fhirType() + "-" + files.size() + ".json",
                FHIR.newJsonParser().encodeResourceToString(definition));
    }

    private static <T extends MetadataResource> T named(T definition, String place) {
        definition.setUrl("ROOT/" + place);
        definition.setVersion("1.0.0");
        definition.setName("Example");
        definition.setStatus(PublicationStatus.ACTIVE);
        return definition;
    }

    private Guide withProfile(String wanted) {
        var profile = named(new StructureDefinition(), "StructureDefinition/patient")
                .setFhirVersion(FHIRVersion._4_0_1)
                .setKind(StructureDefinitionKind.RESOURCE)
                .setAbstract(false)
                .setType("Patient")
                .setBaseDefinition("http://hl7.org/fhir/StructureDefinition/Patient")
                .setDerivation(TypeDerivationRule.CONSTRAINT);
        element(profile, "Patient");
        element(profile, wanted).setMin(1);
        element(profile, "Patient.maritalStatus")
                .getBinding()
                .setStrength(BindingStrength.REQUIRED)
                .setValueSet(list());
        return with(profile);
    }

    private static ElementDefinition element(StructureDefinition profile, String path) {
        var element = profile.getDifferential().addElement().setPath(path);
        element.setId(path);
        return element;
    }

    private Guide withStatuses() {
        var codes = named(new CodeSystem(), "CodeSystem/statuses").setContent(CodeSystemContentMode.COMPLETE);
        codes.addConcept().setCode("alone").setDisplay("Alone");
        codes.addConcept().setCode("together").setDisplay("Together");
        var list = named(new ValueSet(), "ValueSet/statuses");
        list.getCompose().addInclude().setSystem(statuses());
        return with(codes).with(list);
    }

    /** Its archive (.tgz). */
    byte[] archive() {
        var bytes = new ByteArrayOutputStream();
        try (var archive = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var file : files.entrySet()) {
                var text = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(text.length);
                archive.putArchiveEntry(entry);
                archive.write(text);
                archive.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
