package org.openward.identity.launch;

import java.util.Optional;
import org.openward.tenancy.TenantId;
import org.springframework.context.ApplicationContext;

/** An EHR that starts apps. */
public final class Ehr {
    private Ehr() {}

    /** The ticket that it passes to the app. */
    public static String starts(ApplicationContext server, String client, String patient, String encounter) {
        return server.getBean(LaunchContexts.class)
                .open(client, new LaunchContext(TenantId.DEFAULT, patient, Optional.of(encounter), false))
                .ticket();
    }
}
