package org.openward.privacy.retention;

import ca.uhn.fhir.rest.annotation.Operation;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.openward.fhir.FhirOperations;
import org.openward.privacy.retention.Keeping.Fate;
import org.openward.profiles.OperationNames;

/** How somebody looks at what the rules of retention are about to do. */
@FhirOperations
class RetentionOperations {
    private final RetentionDesk desk;

    RetentionOperations(RetentionDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$retention-report",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.RETENTION_REPORT,
            idempotent = true)
    public Parameters report() {
        var report = new Parameters();
        desk.report().forEach((name, reported) -> {
            var fates = reported.fates();
            var rule = report.addParameter().setName("rule");
            rule.addPart().setName("name").setValue(new StringType(name));
            rule.addPart().setName("due").setValue(new IntegerType(fates.getOrDefault(Fate.DUE, 0)));
            rule.addPart().setName("held").setValue(new IntegerType(fates.getOrDefault(Fate.HELD, 0)));
            rule.addPart().setName("referred").setValue(new IntegerType(fates.getOrDefault(Fate.REFERRED, 0)));
            rule.addPart().setName("more").setValue(new BooleanType(reported.more()));
        });
        return report;
    }
}
