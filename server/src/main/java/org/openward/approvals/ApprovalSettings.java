package org.openward.approvals;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long proposals stand.
 *
 * @param lifetime how long a proposal may be decided after it was made
 */
@ConfigurationProperties("openward.approvals")
public record ApprovalSettings(@DefaultValue("3d") Duration lifetime) {
    public ApprovalSettings {
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("openward.approvals.lifetime must be longer than nothing.");
        }
    }
}
