package org.openward.fhir.statement;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceOperationComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** The CapabilityStatement, taken at its word. */
@HospitalTest
class CapabilitiesIT {
    private static final String WEBSOCKET = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket";
    private static final String SMART_ADDRESSES =
            "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    private static final boolean EVERY_TYPE = Boolean.getBoolean("tests.full");
    private static final Set<String> WITH_RULES = Set.of(
            "AuditEvent",
            "Binary",
            "DocumentReference",
            "Invoice",
            "MolecularSequence",
            "Observation",
            "OperationDefinition",
            "Patient",
            "PaymentReconciliation",
            "Subscription",
            "ValueSet");

    private final Hospital hospital;
    private final FhirClient client;
    private final CapabilityStatement statement;
    private final CapabilityStatementRestComponent rest;

    CapabilitiesIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
        this.statement = hospital.anonymous().get("/metadata").resource(CapabilityStatement.class);
        this.rest = statement.getRestFirstRep();
    }

    @Test
    void it_names_the_address_that_it_was_asked_at() throws IOException {
        for (var host : List.of("one.example", "two.example")) {
            assertThat(statementAt(host))
                    .contains("\"url\":\"http://" + host + "/fhir\"")
                    .contains("ws://" + host + "/websocket")
                    .contains("http://" + host + "/oauth2/token");
        }
    }

    /** As a client asks that gives the server whatever name it likes. */
    private String statementAt(String host) throws IOException {
        var root = URI.create(String.valueOf(hospital.root()));
        try (var socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("GET /fhir/metadata HTTP/1.0\r\nHost: %s\r\n\r\n"
                            .formatted(host)
                            .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void each_interaction_that_is_named_works_and_no_other() {
        var untruths = new ArrayList<String>();

        some().forEach(resource -> untruths.addAll(NamedInteractions.untruths(client, resource)));

        assertThat(rest.getResource()).hasSizeGreaterThan(140);
        assertThat(untruths).isEmpty();
    }

    @Test
    void each_search_parameter_that_is_named_is_accepted_and_no_other() {
        var untruths = new ArrayList<String>();

        some().forEach(resource -> untruths.addAll(NamedSearches.untruths(client, resource)));

        assertThat(untruths).isEmpty();
    }

    @Test
    void each_operation_that_is_named_has_a_definition_and_answers() {
        var operations = new NamedOperations(client);
        var untruths = new ArrayList<>(operations.untruths("", "", rest.getOperation()));

        for (var resource : some()) {
            var path = "/" + resource.getType();
            if (resource.hasOperation()) {
                untruths.addAll(operations.untruths(path, record(path), resource.getOperation()));
            }
        }

        assertThat(untruths).isEmpty();
    }

    @Test
    void no_operation_is_named_that_is_closed_to_everybody() {
        assertThat(rest.getResource().stream().flatMap(resource -> resource.getOperation().stream()))
                .extracting(CapabilityStatementRestResourceOperationComponent::getName)
                .doesNotContain("expunge", "reindex", "hapi.fhir.merge");
        assertThat(rest.getOperation())
                .extracting(CapabilityStatementRestResourceOperationComponent::getName)
                .doesNotContain("expunge", "mark-all-resources-for-reindexing", "perform-reindexing-pass");
    }

    @Test
    void what_is_named_needs_a_scope_for_the_type() {
        var onlyBasic = hospital.withScope("system/Basic.cruds");

        for (var resource : rest.getResource()) {
            if (!resource.getType().equals("Basic")) {
                var path = "/" + resource.getType();
                assertThat(onlyBasic.get(path + "/none"))
                        .as(path)
                        .extracting(Answer::status)
                        .isEqualTo(403);
                assertThat(onlyBasic.get(path))
                        .as(path)
                        .extracting(Answer::status)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void each_interaction_with_the_whole_server_that_is_named_works() {
        var question = new Bundle();
        question.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient?_count=1");

        assertThat(rest.getInteraction())
                .extracting(interaction -> interaction.getCode().toCode())
                .containsExactlyInAnyOrder("batch", "transaction", "history-system");
        assertThat(client.transact(question.setType(BundleType.BATCH)).status()).isEqualTo(200);
        assertThat(client.transact(question.setType(BundleType.TRANSACTION)).status())
                .isEqualTo(200);
        assertThat(client.get("/_history?_count=1").status()).isEqualTo(200);
        assertThat(client.get("/?_id=none").status()).isBetween(400, 499);
    }

    @Test
    void each_format_that_is_named_is_answered() {
        for (var format : statement.getFormat()) {
            assertThat(client.get("/Patient?_summary=count&_format="
                                    + format.getValue().replace("+", "%2B"))
                            .status())
                    .as(format.getValue())
                    .isEqualTo(200);
        }
        assertThat(statement.getPatchFormat())
                .extracting(CodeType::getValue)
                .containsExactlyInAnyOrder(
                        "application/fhir+json",
                        "application/fhir+xml",
                        "application/json-patch+json",
                        "application/xml-patch+xml");
    }

    @Test
    void it_says_where_tokens_and_sockets_are() {
        var root = hospital.root();
        var addresses = rest.getSecurity().getExtensionByUrl(SMART_ADDRESSES);

        assertThat(rest.getSecurity().getServiceFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("SMART-on-FHIR");
        assertThat(addresses.getExtension())
                .extracting(Extension::getUrl)
                .containsExactly("authorize", "token", "introspect", "revoke", "register");
        assertThat(addresses.getExtensionByUrl("token").getValue().primitiveValue())
                .isEqualTo(root + "/oauth2/token");
        assertThat(socket(rest)).isEqualTo(root.toString().replace("http", "ws") + "/websocket");
    }

    @Test
    void each_tenant_has_its_own() {
        var theirs = hospital.anonymous().at("/fhir/clinic-b").get("/metadata").resource(CapabilityStatement.class);

        assertThat(socket(theirs.getRestFirstRep())).endsWith("/websocket/clinic-b");
        assertThat(hospital.anonymous().get("/metadata").body()).doesNotContain("clinic-b");
    }

    @Test
    void it_says_what_server_it_is_and_not_how_much_is_in_it() {
        var body = hospital.anonymous().get("/metadata").body();

        assertThat(statement.getSoftware().getName()).isEqualTo("OpenWard");
        assertThat(statement.getInstantiates()).hasSize(1);
        // Beside those of the packages that other tests install.
        assertThat(statement.getImplementationGuide())
                .filteredOn(guide -> guide.getValue().startsWith("http://hl7.org/"))
                .hasSize(4);
        assertThat(body).doesNotContain("resourceCount");
    }

    /** With the profile full all types, otherwise each eighth and those that have rules of their own. */
    private List<CapabilityStatementRestResourceComponent> some() {
        var all = rest.getResource();
        return EVERY_TYPE
                ? all
                : all.stream()
                        .filter(resource -> WITH_RULES.contains(resource.getType()) || all.indexOf(resource) % 8 == 0)
                        .toList();
    }

    private static String socket(CapabilityStatementRestComponent rest) {
        return rest.getExtensionByUrl(WEBSOCKET).getValue().primitiveValue();
    }

    /** Any that is there, or a new one. */
    private String record(String path) {
        if (path.equals("/Patient")) {
            return path + "/" + client.create(new Patient()).getIdElement().getIdPart();
        }
        var created = client.send("POST", path, "{\"resourceType\":\"" + path.substring(1) + "\"}");
        return created.status() == 201
                ? path + "/"
                        + created.headers()
                                .firstValue("Location")
                                .orElseThrow()
                                .replaceFirst("/_history/.*", "")
                                .replaceFirst(".*/", "")
                : path + "/none";
    }
}
