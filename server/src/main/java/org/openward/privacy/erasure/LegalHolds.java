package org.openward.privacy.erasure;

import java.util.Collection;
import java.util.Set;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which patients' records the law makes the hospital keep for the moment, as active Flags say. */
@Component
public class LegalHolds {
    /** Who may say so. */
    public static final String PERMISSION = "privacy/legal-hold";

    private static final String CODE = "legal-hold";

    private final JdbcClient jdbc;

    LegalHolds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static boolean isOne(Flag flag) {
        return flag.getCode().hasCoding(Systems.FLAG_TYPE, CODE);
    }

    /** Enters what the Flag says now. */
    void keep(Flag flag) {
        forget(flag);
        var patient = RecordNames.here().find("Patient", flag.getSubject());
        if (isOne(flag) && flag.getStatus() == FlagStatus.ACTIVE && patient.isPresent()) {
            jdbc.sql(
                            """
                            insert into openward.legal_hold (tenant_id, flag_id, patient_id)
                            values (:tenant, :flag, :patient)
                            """)
                    .param("tenant", Acting.tenant().value())
                    .param("flag", flag.getIdElement().getIdPart())
                    .param("patient", patient.get())
                    .update();
        }
    }

    void forget(Flag flag) {
        jdbc.sql("delete from openward.legal_hold where tenant_id = :tenant and flag_id = :flag")
                .param("tenant", Acting.tenant().value())
                .param("flag", flag.getIdElement().getIdPart())
                .update();
    }

    /** Those of these patients whose records must be kept. */
    public Set<String> among(Collection<String> patients) {
        return Set.copyOf(jdbc.sql(
                        """
                        select distinct patient_id from openward.legal_hold
                        where tenant_id = :tenant and patient_id = any (:patients)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("patients", patients.toArray(String[]::new))
                .query(String.class)
                .list());
    }
}
