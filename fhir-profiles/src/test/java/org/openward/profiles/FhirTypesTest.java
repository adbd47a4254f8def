package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.junit.jupiter.api.Test;

class FhirTypesTest {
    private final FhirContext context = FhirContext.forR4Cached();

    @Test
    void every_type_of_the_standard_is_known_with_its_kind_and_its_base() {
        assertThat(types(new FhirTypes(context).fetchAllStructureDefinitions()))
                .containsAllEntriesOf(
                        types(new DefaultProfileValidationSupport(context).fetchAllStructureDefinitions()));
    }

    private static Map<String, String> types(Iterable<StructureDefinition> definitions) {
        return StreamSupport.stream(definitions.spliterator(), false)
                .filter(each -> each.getDerivation() != TypeDerivationRule.CONSTRAINT)
                .filter(each -> each.getKind() != StructureDefinitionKind.LOGICAL)
                .collect(Collectors.toMap(
                        StructureDefinition::getUrl,
                        each -> each.getName() + " " + each.getType() + " " + each.getKind() + " of "
                                + each.getBaseDefinition(),
                        (one, other) -> one));
    }
}
