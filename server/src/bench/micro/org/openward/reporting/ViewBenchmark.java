package org.openward.reporting;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openward.profiles.Definitions;

/** The rows of every published view of payments, from one payment: what each of its writes costs besides the row itself. */
@State(Scope.Thread)
public class ViewBenchmark {
    private final PaymentReconciliation payment = Payment.of("350.00", "cash", "2026-11-21");
    private final List<View> views = views(FhirContext.forR4Cached());

    private static List<View> views(FhirContext fhir) {
        ViewReader reader = new ViewReader(fhir);
        return new Definitions(fhir)
                .viewDefinitions().stream()
                        .map(reader::read)
                        .filter(view -> view.resourceType().equals("PaymentReconciliation"))
                        .toList();
    }

    @Benchmark
    public List<?> readsAPayment() {
        return views.stream().map(view -> view.rows(payment)).toList();
    }
}
