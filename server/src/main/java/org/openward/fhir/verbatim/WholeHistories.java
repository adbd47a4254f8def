package org.openward.fhir.verbatim;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntryTransactionMethodEnum;
import ca.uhn.fhir.model.valueset.BundleTypeEnum;
import ca.uhn.fhir.rest.api.BundleLinks;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.InstantType;
import org.openward.fhir.FhirInterceptor;

/**
 * Answers the history of a record with one statement, if it has one page and nobody has to look at a version before it is shown; HAPI asks
 * in three transactions, one of them for the number. Every hook is called as for a read ({@link VerbatimReads}). Histories of a time, longer
 * ones, and those of a record that has ever been deleted are left to HAPI.
 */
@FhirInterceptor
@Interceptor
public class WholeHistories {
    private final VerbatimRules rules;
    private final StoredVersions versions;
    private final StandIns standIns;
    private final Clock clock;

    WholeHistories(VerbatimRules rules, StoredVersions versions, StandIns standIns, Clock clock) {
        this.rules = rules;
        this.versions = versions;
        this.standIns = standIns;
        this.clock = clock;
    }

    /** False when the request is answered. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public boolean leaveToHapi(ServletRequestDetails request) throws IOException {
        return !(isForAllVersions(request) && answered(request));
    }

    private boolean isForAllVersions(ServletRequestDetails request) {
        return request.getRestOperationType() == RestOperationTypeEnum.HISTORY_INSTANCE
                && VerbatimReads.asksForNoMore(request)
                && rules.mayAllowUnseen(request);
    }

    private boolean answered(ServletRequestDetails request) throws IOException {
        VerbatimReads.callGates(request);
        var found = versions.findAll(
                request.getResourceName(), request.getId(), request.getServer().getDefaultPageSize());
        if (found.isEmpty() || !found.stream().allMatch(version -> isShownUnseen(version, request))) {
            return false;
        }
        VerbatimReads.send(page(found, request), request);
        return true;
    }

    private boolean isShownUnseen(StoredVersion version, ServletRequestDetails request) {
        return VerbatimAnswer.canShow(request.getResourceName(), version.json(), request.getFhirServerBase())
                && rules.of(request, version.json()) == VerbatimRules.Way.UNSEEN;
    }

    private Bundle page(List<StoredVersion> found, ServletRequestDetails request) {
        var links = new BundleLinks(request.getFhirServerBase(), Set.of(), false, BundleTypeEnum.HISTORY);
        links.setSelf(RestfulServerUtils.createLinkSelf(request.getFhirServerBase(), request));
        var page = request.getFhirContext().newBundleFactory();
        page.addRootPropertiesToBundle(
                UUID.randomUUID().toString(), links, found.size(), new InstantType(Date.from(clock.instant())));
        page.addResourcesToBundle(
                found.stream().map(version -> standIn(version, request)).toList(),
                BundleTypeEnum.HISTORY,
                request.getFhirServerBase(),
                request.getServer().getBundleInclusionRule(),
                Set.of());
        return (Bundle) page.getResourceBundle();
    }

    private IBaseResource standIn(StoredVersion version, ServletRequestDetails request) {
        var standIn = standIns.of(version, request);
        ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(
                standIn,
                version.number() == 1 ? BundleEntryTransactionMethodEnum.POST : BundleEntryTransactionMethodEnum.PUT);
        return standIn;
    }
}
