package org.openward.approvals;

import java.util.UUID;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Closes proposals that nobody decided in time; several servers share the work. */
@Component
class ApprovalExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalExpiry.class);

    private final ApprovalDesk desk;
    private final Tenants tenants;

    ApprovalExpiry(ApprovalDesk desk, Tenants tenants) {
        this.desk = desk;
        this.tenants = tenants;
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void closeOverdue() {
        tenants.all().forEach(this::closeOverdueOf);
    }

    private void closeOverdueOf(Tenant tenant) {
        try {
            var caller = Caller.server(tenant.id(), "approvals-" + UUID.randomUUID());
            var closed = Acting.as(caller, desk::closeOverdue);
            if (closed > 0) {
                LOG.info("{} proposals of tenant {} have expired.", closed, tenant.id());
            }
        } catch (RuntimeException failure) {
            LOG.warn(
                    "Expired proposals of tenant {} stay open for another minute: {}",
                    tenant.id(),
                    failure.getMessage());
        }
    }
}
