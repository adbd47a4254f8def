package org.openward.privacy;

import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.ResourceNotFound;
import org.openward.fhir.disclosure.OperationAnswer;
import org.openward.fhir.disclosure.Reader;

/**
 * HAPI tells nobody of the answer to an entry of a batch: lists and histories in it are looked through here, as those asked for alone.
 *
 * @param hidden the names of the records that were left out while the entries were carried out
 */
record BatchAnswers(ConsentDisclosure disclosure, Reader reader, Set<String> hidden) {
    void lookThrough(@Nullable IBaseResource request, Bundle answers) {
        keepBack(answers);
        if (request instanceof Bundle asked) {
            var both = Math.min(asked.getEntry().size(), answers.getEntry().size());
            for (int place = 0; place < both; place++) {
                denyHistory(
                        asked.getEntry().get(place).getRequest(),
                        answers.getEntry().get(place));
            }
        }
    }

    private void keepBack(Bundle answers) {
        var lists = answers.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .filter(answer -> answer instanceof Bundle || answer instanceof Parameters)
                .toList();
        var closed = disclosure.closedTo(
                reader,
                lists.stream()
                        .flatMap(list -> OperationAnswer.records(list).stream())
                        .toList());
        for (var list : lists) {
            OperationAnswer.without(closed, list);
            if (list instanceof Bundle history && history.getType() == BundleType.HISTORY) {
                history.setTotalElement(new UnsignedIntType());
            }
        }
    }

    /** Of a record of which nothing is left, as if it were asked for alone. */
    private void denyHistory(BundleEntryRequestComponent asked, BundleEntryComponent answer) {
        var name = Strings.CS.removeStart(StringUtils.substringBefore(asked.getUrl(), "/_history"), "/");
        if (answer.getResource() instanceof Bundle history && !history.hasEntry() && hidden.contains(name)) {
            answer.setResource(null);
            answer.getResponse().setStatus("404 Not Found").setOutcome(notThere(new IdType(name)));
        }
    }

    private static OperationOutcome notThere(IdType record) {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.NOTFOUND)
                .setDiagnostics(new ResourceNotFound(record.getResourceType(), record.getIdPart()).getMessage());
        return outcome;
    }
}
