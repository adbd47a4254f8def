package org.openward.tariff;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.jspecify.annotations.Nullable;
import org.openward.approvals.ApprovalNeeded;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * Keeps one person from changing what services cost, where the tenant wants two for it. It is asked when everybody else has let the write
 * through, so that nothing is proposed which could not be written.
 */
@FhirGuard
@Interceptor
@EnableConfigurationProperties(TariffSettings.class)
public class PriceGuard {
    private static final int LAST = 1000;

    private final TariffSettings settings;
    private final PriceChange change;

    PriceGuard(TariffSettings settings, PriceChange change) {
        this.settings = settings;
        this.change = change;
    }

    @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = LAST)
    public void created(IBaseResource created, RequestDetails request) {
        if (created instanceof ChargeItemDefinition after && needsApproval(null, after, request)) {
            var isNamed = request.getRestOperationType() == RestOperationTypeEnum.UPDATE;
            throw new ApprovalNeeded(isNamed ? change.addingUnderItsId(after) : change.adding(after));
        }
    }

    @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = LAST)
    public void updated(IBaseResource old, IBaseResource updated, RequestDetails request) {
        if (old instanceof ChargeItemDefinition before
                && updated instanceof ChargeItemDefinition after
                && needsApproval(before, after, request)) {
            throw new ApprovalNeeded(change.updating(before, after));
        }
    }

    /** Before it is deleted, since afterwards HAPI names the version that says so and not the one that the proposer saw. */
    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED, order = LAST)
    public void deleting(IBaseResource entry, RequestDetails request) {
        if (entry instanceof ChargeItemDefinition before && needsApproval(before, null, request)) {
            throw new ApprovalNeeded(change.deleting(before));
        }
    }

    private boolean needsApproval(
            @Nullable ChargeItemDefinition before, @Nullable ChargeItemDefinition after, RequestDetails request) {
        return !DeskRequest.isDesk(request)
                && settings.approvalAbove(Acting.tenant())
                        .filter(percent -> new PriceChangePolicy(percent).needsApproval(before, after))
                        .isPresent();
    }
}
