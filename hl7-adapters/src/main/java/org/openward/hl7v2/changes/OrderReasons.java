package org.openward.hl7v2.changes;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.BusinessIdentity;

/** Reads why something is ordered (DG1), and what is to be known about the patient for it (OBX). */
final class OrderReasons {
    private final Reader reader;
    private final Statements statements;
    private final Optional<Segment> patient;

    OrderReasons(Reader reader) {
        this.reader = reader;
        this.statements = new Statements(reader);
        this.patient = reader.first("PID");
    }

    void addTo(ServiceRequest request, Ordered order, BusinessIdentity identity) {
        order.parts("DG1").forEach(each -> addReason(request, each));
        for (Ordered.Statement each : order.statements()) {
            statements
                    .put(each.segment(), each.notes(), List.of("order", identity.system(), identity.value()))
                    .ifPresent(link -> request.addSupportingInfo(new Reference(link)));
        }
    }

    /** A diagnosis in words only (DG1-4) is a reason, but no condition. */
    private void addReason(ServiceRequest request, Segment sent) {
        Optional<String> condition = patient.flatMap(of -> new DiagnosisMapping(reader).put(of, sent));
        if (DiagnosisMapping.isDeleted(sent)) {
            return;
        }
        if (condition.isPresent()) {
            request.addReasonReference(new Reference(condition.get()));
        } else if (!sent.text(4).isEmpty()) {
            request.addReasonCode().setText(sent.text(4));
        }
    }
}
