package org.openward.identity.keys;

import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.identity.keys.SigningKeys.Former;
import org.openward.identity.keys.SigningKeys.Rotation;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Where the operator of the server replaces the key that signs its tokens. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class KeyDesk {
    private final SigningKeys keys;
    private final AuditTrail trail;
    private final TransactionOperations transactions;

    KeyDesk(SigningKeys keys, AuditTrail trail, TransactionOperations transactions) {
        this.keys = keys;
        this.trail = trail;
        this.transactions = transactions;
    }

    Rotation rotate(Former former, String reason) {
        if (!TenantId.DEFAULT.equals(Acting.tenant())) {
            throw KeyRefused.fromElsewhere();
        }
        return transactions.execute(status -> {
            var rotation = keys.rotate(former);
            trail.record(new AuditEntry(
                    Acting.caller(),
                    Deed.done(Activity.SERVER, Action.EXECUTE, "rotate-signing-key"),
                    About.NOTHING,
                    "Tokens are signed with key " + rotation.keyId() + ", former keys " + former + ": " + reason));
            return rotation;
        });
    }
}
