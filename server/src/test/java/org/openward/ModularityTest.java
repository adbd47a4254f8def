package org.openward;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Each department uses only what its package-info allows, and nobody reaches into another department's rooms. */
class ModularityTest {
    @Test
    void every_department_depends_only_on_what_it_declares() {
        ApplicationModules.of(HospitalServer.class).verify();
    }
}
