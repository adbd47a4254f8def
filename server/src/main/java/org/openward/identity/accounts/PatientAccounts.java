package org.openward.identity.accounts;

import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.PersonalTraces;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts by which patients sign in themselves; an erased patient's goes with everything that hangs on it. */
@Component
class PatientAccounts implements PersonalTraces {
    private final JdbcClient jdbc;

    PatientAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int erase(ErasedPerson person) {
        var patients = person.patients().toArray(String[]::new);
        var claims = jdbc.sql("delete from identity.patient_claim where tenant = :tenant and patient = any (:patients)")
                .param("tenant", Acting.tenant().value())
                .param("patients", patients)
                .update();
        return claims
                + jdbc.sql("select openward.erase_accounts(:patients)")
                        .param("patients", patients)
                        .query(Integer.class)
                        .single();
    }
}
