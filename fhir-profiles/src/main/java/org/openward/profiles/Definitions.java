package org.openward.profiles;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.DeviceDefinition;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationDefinition;

/**
 * The published package of OpenWard, read from the class path by its committed index.
 *
 * <p>Every call parses afresh, so that a caller may change what it gets; a caller who asks often keeps the answer.
 */
public final class Definitions {
    private static final String PACKAGE = "/package/";

    private final FhirContext fhir;
    private final List<PackageIndex.Entry> entries;

    public Definitions(FhirContext fhir) {
        this.fhir = fhir;
        this.entries = index().files();
    }

    /** The operation named as in {@link OperationNames}. */
    public OperationDefinition operation(String name) {
        return named(OperationDefinition.class, name);
    }

    public List<OperationDefinition> operations() {
        return all(OperationDefinition.class);
    }

    /** Every definition of a type, such as StructureDefinition or CodeSystem, in the order of the index. */
    public <T extends MetadataResource> List<T> all(Class<T> type) {
        return entries.stream()
                .filter(entry -> entry.resourceType().equals(type.getSimpleName()))
                .map(entry -> fhir.newJsonParser().parseResource(type, text(entry.filename())))
                .toList();
    }

    /** The description of a family of analyzers by its name, which is its first identifier; nothing is read of others. */
    public Optional<DeviceDefinition> family(String name) {
        return entries.stream()
                .filter(entry -> entry.resourceType().equals("DeviceDefinition")
                        && entry.url().equals(name))
                .map(entry -> fhir.newJsonParser().parseResource(DeviceDefinition.class, text(entry.filename())))
                .findFirst();
    }

    /** The names of the families of analyzers that are described. */
    public List<String> families() {
        return entries.stream()
                .filter(entry -> entry.resourceType().equals("DeviceDefinition"))
                .map(PackageIndex.Entry::url)
                .toList();
    }

    /** The ConceptMap with this canonical URL; nothing is read of others. */
    public Optional<ConceptMap> conceptMap(String url) {
        return entries.stream()
                .filter(entry ->
                        entry.resourceType().equals("ConceptMap") && entry.url().equals(url))
                .map(entry -> fhir.newJsonParser().parseResource(ConceptMap.class, text(entry.filename())))
                .findFirst();
    }

    /** The canonical URLs of the definitions of a type; nothing is read but the index. */
    public Set<String> canonicals(Class<? extends MetadataResource> type) {
        return entries.stream()
                .filter(entry -> entry.resourceType().equals(type.getSimpleName()))
                .map(PackageIndex.Entry::url)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The definition of a type with this id. */
    public <T extends MetadataResource> T named(Class<T> type, String id) {
        return fhir.newJsonParser().parseResource(type, text(entry(type.getSimpleName(), id)));
    }

    /** The SQL-on-FHIR view definitions as JSON, since R4 has no class for them. */
    public List<String> viewDefinitions() {
        return entries.stream()
                .filter(entry -> entry.resourceType().equals("ViewDefinition"))
                .map(entry -> text(entry.filename()))
                .toList();
    }

    /** The topics that can be subscribed to, as JSON of R5, since R4 has no class for them. */
    public List<String> subscriptionTopics() {
        return entries.stream()
                .filter(entry -> entry.resourceType().equals("SubscriptionTopic"))
                .map(entry -> text(entry.filename()))
                .toList();
    }

    /** The SQL-on-FHIR view definition with this id as JSON. */
    public String viewDefinition(String id) {
        return text(entry("ViewDefinition", id));
    }

    /** A published example as JSON, named by feature and file without its ending, such as {@code billing/Invoice-pay}. */
    public String example(String name) {
        int slash = name.indexOf('/');
        return text(name.substring(0, slash) + "/example" + name.substring(slash) + ".json");
    }

    private String entry(String resourceType, String id) {
        return entries.stream()
                .filter(entry ->
                        entry.resourceType().equals(resourceType) && entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The package has no " + resourceType + " " + id))
                .filename();
    }

    private static PackageIndex index() {
        try {
            return new ObjectMapper().readValue(text("index.json"), PackageIndex.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The index of the package is not readable", unreadable);
        }
    }

    private static String text(String filename) {
        try (InputStream bytes = Definitions.class.getResourceAsStream(PACKAGE + filename)) {
            if (bytes == null) {
                throw new IllegalArgumentException("The package has no file " + filename);
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The package's file " + filename + " is not readable", unreadable);
        }
    }
}
