package org.openward.approvals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.openward.tenancy.TenantId;

/** What binds an approval to what was proposed, by whom and where; the table calculates the same. */
final class ProposalHash {
    private ProposalHash() {}

    static String of(TenantId tenant, String change, String proposer, String content) {
        try {
            var facts = String.join("\n", tenant.value(), change, proposer, content);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(facts.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }
}
