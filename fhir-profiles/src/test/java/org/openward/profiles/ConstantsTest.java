package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
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
