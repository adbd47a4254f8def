package org.openward.fhir.packages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a package says of itself in {@code package.json}.
 *
 * @param canonical the address below which its definitions are
 * @param dependencies the packages that it builds on, without FHIR itself
 */
record PackageManifest(PackageName name, @Nullable String canonical, List<PackageName> dependencies) {
    /** FHIR's own definitions are here from the start. */
    private static final Set<String> FHIR = Set.of("hl7.fhir.r4.core", "hl7.fhir.r4.expansions", "hl7.fhir.core");

    static PackageManifest read(JsonNode json) {
        var name = PackageName.read(
                        json.path("name").asText() + "#" + json.path("version").asText())
                .orElseThrow(() -> UnusablePackage.because("The package.json of this package names it "
                        + shortened(json.path("name").asText()) + ", version "
                        + shortened(json.path("version").asText()) + ", which is no name."));
        var versions = Stream.of("fhirVersions", "fhir-version-list")
                .flatMap(key -> json.path(key).valueStream())
                .map(JsonNode::asText)
                .toList();
        if (!versions.isEmpty() && versions.stream().noneMatch(version -> version.startsWith("4.0"))) {
            throw UnusablePackage.because("The package " + name + " is for FHIR "
                    + shortened(String.join(", ", versions)) + ", and this server speaks 4.0.1.");
        }
        var dependencies = json.path("dependencies").properties().stream()
                .filter(each -> !FHIR.contains(each.getKey()))
                .flatMap(each ->
                        PackageName.read(each.getKey() + "#" + each.getValue().asText()).stream())
                .toList();
        return new PackageManifest(name, json.path("canonical").textValue(), dependencies);
    }

    private static String shortened(String text) {
        return text.length() < 80 ? text : text.substring(0, 80) + "...";
    }
}
