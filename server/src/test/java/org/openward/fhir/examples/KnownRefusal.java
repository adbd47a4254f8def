package org.openward.fhir.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Which examples the server does not take, and why; the answer is a 4xx. */
record KnownRefusal(String reason, BiPredicate<String, JsonNode> concerns) {
    private static final Set<String> CARRIED_OUT = Set.of("batch", "transaction");

    private static final List<KnownRefusal> ALL = List.of(
            new KnownRefusal("the audit writes its own events.", ofType("AuditEvent")),
            new KnownRefusal("payments are taken by the operation Invoice/$pay only.", ofType("PaymentReconciliation")),
            new KnownRefusal(
                    "invoices are issued by the operation Invoice/$finalize only.",
                    ofType("Invoice")
                            .and((name, invoice) ->
                                    invoice.path("status").asText().equals("issued"))),
            new KnownRefusal(
                    "batches and transactions are carried out, not stored.",
                    ofType("Bundle")
                            .and((name, bundle) ->
                                    CARRIED_OUT.contains(bundle.path("type").asText()))),
            new KnownRefusal("numbers have 64 digits at most.", named("observation-decimal")),
            new KnownRefusal(
                    "they refer to a record of a type that FHIR R4 does not allow there.",
                    named(
                            "devicemetric-example",
                            "deviceusestatement-example",
                            "medicationrequest0301",
                            "observation-example-clinical-gender")));

    static Optional<KnownRefusal> of(Example example, JsonNode sent) {
        return ALL.stream()
                .filter(each -> each.concerns().test(example.name(), sent))
                .findFirst();
    }

    private static BiPredicate<String, JsonNode> ofType(String type) {
        return (name, example) -> example.path("resourceType").asText().equals(type);
    }

    private static BiPredicate<String, JsonNode> named(String... names) {
        return (name, example) -> List.of(names).contains(name);
    }
}
