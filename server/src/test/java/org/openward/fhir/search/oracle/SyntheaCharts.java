package org.openward.fhir.search.oracle;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;

/**
 * Charts of made-up patients by Synthea, which may lie beside the project and may not.
 *
 * @param folder with one file for each chart, and two for the hospitals and the people that they name
 */
record SyntheaCharts(Path folder) {
    private static final Path PLACE = Path.of("shared", "data", "synthea-r4-110");
    private static final Pattern NAMED = Pattern.compile("\"[A-Z][A-Za-z]+\\?identifier=([^\"]+)\"");
    private static final Set<String> OF_ALL = Set.of("hospitalInformation", "practitionerInformation");

    /** Those in the folder of this process or in the first above it that has some. */
    static Optional<SyntheaCharts> nearby() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(PLACE))) {
                return Optional.of(new SyntheaCharts(folder.resolve(PLACE)));
            }
        }
        return Optional.empty();
    }

    /**
     * The shortest charts, each a transaction, after one of those whom they name.
     *
     * @param mark the tag of each record
     */
    List<Bundle> shortest(int number, Coding mark) {
        var charts = files().stream()
                .filter(file -> !isOfAll(file))
                .sorted(Comparator.comparing(SyntheaCharts::size))
                .limit(number)
                .map(SyntheaCharts::text)
                .toList();
        var named = charts.stream()
                .flatMap(chart -> NAMED.matcher(chart).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        var bundles = new ArrayList<>(List.of(thoseNamed(named)));
        charts.forEach(chart -> bundles.add(bundle(chart)));
        bundles.stream()
                .flatMap(bundle -> bundle.getEntry().stream())
                .forEach(entry -> entry.getResource().getMeta().addTag(mark.copy()));
        return bundles;
    }

    private Bundle thoseNamed(Set<String> named) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        files().stream()
                .filter(SyntheaCharts::isOfAll)
                .flatMap(file -> bundle(text(file)).getEntry().stream())
                .filter(entry -> identifiers(entry).anyMatch(named::contains))
                .forEach(bundle::addEntry);
        return bundle;
    }

    /** Its own, or of a role that of the one who has it. */
    private static Stream<String> identifiers(BundleEntryComponent entry) {
        Resource record = entry.getResource();
        var identifiers = record instanceof PractitionerRole role
                ? Stream.of(role.getPractitioner().getIdentifier())
                : record.getNamedProperty("identifier").getValues().stream().map(Identifier.class::cast);
        return identifiers.map(identifier -> identifier.getSystem() + "|" + identifier.getValue());
    }

    private List<Path> files() {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json.gz"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isOfAll(Path file) {
        return OF_ALL.stream().anyMatch(each -> file.getFileName().toString().startsWith(each));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try (var content = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Bundle bundle(String text) {
        return FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, text);
    }
}
