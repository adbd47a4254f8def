package org.openward;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Each department uses only what its package-info allows, and nobody reaches into another department's rooms. */
class ModularityTest {
    @Test
    void every_department_depends_only_on_what_it_declares() {
        // The adapters and the readers of releases are libraries, all of whose packages are public.
        ApplicationModules.of(
                        HospitalServer.class,
                        resideInAnyPackage(
                                "org.openward.hl7v2..", "org.openward.astm..", "org.openward.terminology.release.."))
                .verify();
    }
}
