package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;

class ConstantsTest {
    private final Definitions definitions = new Definitions(FhirContext.forR4Cached());

    @Test
    void every_operation_has_its_name() {
        assertThat(definitions.operations())
                .extracting(OperationDefinition::getUrl)
                .containsExactlyInAnyOrderElementsOf(constants(OperationNames.class, name -> !name.contains("/"))
                        .map(name -> OperationNames.CANONICAL + name)
                        .toList());
    }

    @Test
    void every_profile_and_extension_has_its_name() {
        Stream<String> profiles = constants(Profiles.class, url -> !url.equals(Profiles.STRUCTURE));
        Stream<String> extensions = constants(Extensions.class, url -> url.startsWith("http"));

        assertThat(urls(StructureDefinition.class))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(profiles, extensions).toList());
    }

    @Test
    void an_extension_that_the_code_writes_is_named_where_every_name_has_its_definition() throws IOException {
        Pattern ours = Pattern.compile("\"(?:" + Pattern.quote(Systems.ROOT) + ")?StructureDefinition/");

        List<String> named = sources()
                .filter(source -> ours.matcher(text(source)).find())
                .map(source -> source.getFileName().toString())
                .toList();

        assertThat(named).containsExactly("Profiles.java");
    }

    @Test
    void every_part_of_the_analyzer_extension_has_its_name() {
        StructureDefinition analyzer = definitions.named(StructureDefinition.class, "analyzer");

        assertThat(analyzer.getSnapshot().getElement().stream()
                        .filter(ElementDefinition::hasSliceName)
                        .map(ElementDefinition::getSliceName)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(constants(Extensions.class, name -> !name.startsWith("http"))
                        .toList());
    }

    @Test
    void every_code_system_of_ours_has_its_name_or_is_bound_to_a_parameter() {
        List<String> named = constants(Systems.class, url -> url.startsWith(Systems.ROOT + "CodeSystem/"))
                .toList();

        assertThat(urls(CodeSystem.class)).containsAll(named);
        assertThat(urls(CodeSystem.class))
                .filteredOn(url -> !named.contains(url))
                .containsExactly(Systems.ROOT + "CodeSystem/audit-finding");
    }

    private static Stream<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("fhir-profiles", "terminology", "hl7-adapters", "server")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources.stream();
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<String> urls(Class<? extends MetadataResource> type) {
        return definitions.all(type).stream().map(MetadataResource::getUrl).toList();
    }

    private static Stream<String> constants(Class<?> holder, Predicate<String> wanted) {
        return Arrays.stream(holder.getFields()).map(ConstantsTest::constant).filter(wanted);
    }

    private static String constant(Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException hidden) {
            throw new IllegalStateException(hidden);
        }
    }
}
