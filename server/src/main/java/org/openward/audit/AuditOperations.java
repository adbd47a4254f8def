package org.openward.audit;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;
import org.openward.tenancy.Acting;

/** What an auditor can ask of the trail as a whole. */
@FhirOperations
public class AuditOperations {
    private final AuditInspector inspector;

    AuditOperations(AuditInspector inspector) {
        this.inspector = inspector;
    }

    /** Whether a row of the caller's tenant was altered, deleted or inserted behind the server's back. */
    @Operation(
            name = "$verify-audit",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.VERIFY_AUDIT,
            idempotent = true)
    public Parameters verifyAudit(
            @OperationParam(name = "from") @Nullable InstantType from,
            @OperationParam(name = "to") @Nullable InstantType to) {
        var begin = moment(from);
        var end = moment(to);
        if (begin != null && end != null && !begin.isBefore(end)) {
            throw AuditSearchRefused.unreadable("to", end.toString());
        }
        return parameters(inspector.inspect(Acting.tenant(), begin, end));
    }

    private static @Nullable Instant moment(@Nullable InstantType time) {
        return time == null || time.getValue() == null ? null : time.getValue().toInstant();
    }

    private static Parameters parameters(AuditReport report) {
        var answer = new Parameters();
        answer.addParameter("verdict", new BooleanType(report.isWhole()));
        answer.addParameter("checked", new IntegerType(report.checked()));
        report.findings()
                .forEach(finding -> describe(finding, answer.addParameter().setName("finding")));
        return answer;
    }

    private static void describe(AuditReport.Finding finding, Parameters.ParametersParameterComponent part) {
        part.addPart().setName("kind").setValue(new CodeType(finding.kind().code()));
        if (finding.event() != null) {
            part.addPart()
                    .setName("event")
                    .setValue(new StringType(finding.event().toString()));
        }
        if (finding.recorded() != null) {
            part.addPart().setName("recorded").setValue(new InstantType(Date.from(finding.recorded())));
        }
        part.addPart().setName("detail").setValue(new StringType(finding.detail()));
    }
}
