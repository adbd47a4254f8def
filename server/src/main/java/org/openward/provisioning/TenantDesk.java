package org.openward.provisioning;

import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Where the operator of the server opens, suspends and resumes tenants; each leaves its audit row in the same transaction. */
@Component
class TenantDesk {
    private final Tenants tenants;
    private final AuditTrail trail;
    private final TransactionOperations transactions;

    TenantDesk(Tenants tenants, AuditTrail trail, TransactionOperations transactions) {
        this.tenants = tenants;
        this.trail = trail;
        this.transactions = transactions;
    }

    Tenant open(ProvisionTenant command) {
        requireOperator();
        return transactions.execute(status -> {
            var tenant = tenants.open(command.id(), command.name(), command.timeZone(), command.currency())
                    .orElseThrow(TenantRefused::known);
            record("provision-tenant", command.id(), command.name());
            return tenant;
        });
    }

    Tenant suspend(String id, String reason) {
        requireOperator();
        return transactions.execute(status -> {
            var tenant = known(id);
            if (TenantId.DEFAULT.equals(tenant.id())) {
                throw TenantRefused.defaultStays();
            }
            tenants.suspend(tenant.id());
            record("suspend-tenant", tenant.id(), reason);
            return tenant;
        });
    }

    Tenant resume(String id, String reason) {
        requireOperator();
        return transactions.execute(status -> {
            var tenant = known(id);
            tenants.resume(tenant.id());
            record("resume-tenant", tenant.id(), reason);
            return tenant;
        });
    }

    private Tenant known(String id) {
        if (!TenantId.isWellFormed(id)) {
            throw TenantRefused.unknown();
        }
        return tenants.find(new TenantId(id)).orElseThrow(TenantRefused::unknown);
    }

    private static void requireOperator() {
        if (!TenantId.DEFAULT.equals(Acting.tenant())) {
            throw TenantRefused.fromElsewhere();
        }
    }

    private void record(String deed, TenantId tenant, String words) {
        trail.record(new AuditEntry(
                Acting.caller(),
                Deed.done(Activity.SERVER, Action.EXECUTE, deed),
                About.NOTHING,
                tenant.value() + ": " + words));
    }
}
