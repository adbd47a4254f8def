package org.openward.fhir.standard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceOperationComponent;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.fhir.standard.ForeignOperation.Check;
import org.openward.fhir.standard.ForeignOperation.Level;
import org.openward.fhir.standard.ForeignOperation.Taken;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What operations of the standard take, refuse and say of it below metadata. */
@HospitalTest
class ForeignParametersIT {
    private static final String EMPTY = "{\"resourceType\":\"Parameters\"}";

    /** Whose POST carries something else than Parameters, or that are asked by GET only. */
    private static final Set<String> BY_GET = Set.of("graphql", "bulk-status", "bulk-file");

    /** What an operation looks for before it looks at anything else. */
    private static final Map<String, String> NEEDED = Map.of(
            "diff", "from=Patient/none&to=Patient/none&",
            "Resource-graphql", "query=none&",
            "Observation-lastn", "patient=Patient/none&");

    private static final Map<String, String> COMPLEX = Map.of(
            "Coding", "\"valueCoding\":{\"system\":\"urn:none\",\"code\":\"x\"}",
            "CodeableConcept", "\"valueCodeableConcept\":{\"text\":\"x\"}",
            "Meta", "\"valueMeta\":{\"tag\":[{\"code\":\"x\"}]}",
            "Resource", "\"resource\":{\"resourceType\":\"Patient\"}",
            "StructureDefinition", "\"resource\":{\"resourceType\":\"StructureDefinition\"}",
            "ValueSet", "\"resource\":{\"resourceType\":\"ValueSet\",\"url\":\"urn:none\"}");

    private final FhirClient client;

    ForeignParametersIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    static List<ForeignOperation> operations() {
        return ForeignOperations.all();
    }

    static List<ForeignOperation> checkedHere() {
        return operations().stream()
                .filter(operation -> operation.check() == Check.HERE)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_misspelt_parameter_is_refused(ForeignOperation operation) {
        var answer = asked(operation, "misspelt=1", EMPTY);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.body()).contains("misspelt");
    }

    @ParameterizedTest
    @MethodSource("checkedHere")
    void a_misspelt_parameter_in_the_body_is_refused(ForeignOperation operation) {
        if (!BY_GET.contains(operation.code())) {
            var answer = asked(operation, "", body("misspelt", "\"valueString\":\"1\""));

            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.body()).contains("misspelt");
        }
    }

    @ParameterizedTest
    @MethodSource("checkedHere")
    void what_the_standard_knows_and_this_server_does_not_do_is_refused(ForeignOperation operation) {
        assertThat(operation.refuses()).allSatisfy(name -> {
            var answer = asked(operation, name + "=1", EMPTY);
            assertThat(answer.status()).as("%s", answer).isEqualTo(422);
            assertThat(answer.body()).contains("not-supported", name);
        });
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_definition_names_what_is_taken_and_no_more(ForeignOperation operation) {
        var definition = definition(operation);

        assertThat(definition.getUrl()).isEqualTo(operation.definition());
        assertThat(definition.getCode()).isEqualTo(operation.code());
        assertThat(given(definition).map(OperationDefinitionParameterComponent::getName))
                .containsExactlyElementsOf(
                        operation.takes().stream().map(Taken::name).toList());
        assertThat(given(definition)).allSatisfy(parameter -> {
            assertThat(parameter.getMax()).isNotBlank();
            assertThat(parameter.hasType() || parameter.hasPart())
                    .as(parameter.getName())
                    .isTrue();
        });
        assertThat(definition.getSystem() || definition.getType() || definition.getInstance())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("checkedHere")
    void what_the_definition_names_is_taken(ForeignOperation operation) {
        assertThat(given(definition(operation))).allSatisfy(parameter -> {
            var answer = COMPLEX.containsKey(parameter.getType())
                    ? asked(operation, "", body(parameter.getName(), COMPLEX.get(parameter.getType())))
                    : asked(operation, parameter.getName() + "=" + sample(parameter.getType()), EMPTY);
            assertThat(answer.status()).as("%s", answer).isLessThan(500);
            assertThat(answer.body())
                    .as(parameter.getName())
                    .doesNotContain("has no parameter", "is not supported here");
        });
    }

    @Test
    void a_batch_is_no_way_around() {
        var batch = new Bundle().setType(BundleType.BATCH);
        batch.addEntry()
                .getRequest()
                .setMethod(HTTPVerb.GET)
                .setUrl("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&exclude=x");

        var entry = client.transact(batch).resource(Bundle.class).getEntryFirstRep();

        assertThat(entry.getResponse().getStatus()).startsWith("400");
    }

    @Test
    void what_is_said_of_the_answer_alone_is_taken() {
        var asked = "/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender";

        assertThat(client.get(asked + "&_format=xml&_pretty=true&_summary=false")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_statement_names_each_operation_by_one_address_for_all_types() {
        var rest = client.get("/metadata").resource(CapabilityStatement.class).getRestFirstRep();
        var named = Stream.concat(
                        rest.getOperation().stream(),
                        rest.getResource().stream().flatMap(each -> each.getOperation().stream()))
                .map(CapabilityStatementRestResourceOperationComponent::getDefinition)
                .collect(Collectors.toSet());

        assertThat(named)
                .contains(
                        "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup",
                        "http://hl7.org/fhir/OperationDefinition/Resource-meta")
                .noneMatch(address -> address.matches(".*/[A-Za-z]*-[ist]+-[a-z-]+"));
    }

    private OperationDefinition definition(ForeignOperation operation) {
        return client.get("/OperationDefinition/" + operation.id()).resource(OperationDefinition.class);
    }

    private static Stream<OperationDefinitionParameterComponent> given(OperationDefinition definition) {
        return definition.getParameter().stream().filter(each -> each.getUse() == OperationParameterUse.IN);
    }

    /** At the least that it is asked of: a type rather than a record, a record rather than the whole server. */
    private Answer asked(ForeignOperation operation, String query, String body) {
        var levels = operation.place().levels();
        var type = ForeignOperation.ANY_TYPE.equals(operation.place().type())
                ? "Patient"
                : operation.place().type();
        var place =
                levels.contains(Level.TYPE) ? "/" + type : levels.contains(Level.INSTANCE) ? "/" + type + "/none" : "";
        var needed = NEEDED.getOrDefault(operation.id(), "");
        var address = place + "/$" + operation.code() + "?"
                + (!query.isEmpty() && needed.contains(query.split("=", -1)[0] + "=") ? "" : needed) + query;
        return BY_GET.contains(operation.code())
                ? client.get(address)
                : client.send("POST", address, body, "Prefer", "respond-async");
    }

    private static String body(String name, String value) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"" + name + "\"," + value + "}]}";
    }

    private static String sample(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "boolean" -> "false";
            case "integer", "positiveint" -> "1";
            case "datetime" -> "2026-01-01";
            default -> "none";
        };
    }
}
