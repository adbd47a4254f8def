package org.openward.billing;

import java.time.OffsetDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.billing.HospitalClock.Moment;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The acting tenant's book of charges: which services were charged already, and which charges wait for a bill. */
@Component
class ChargeRegister {
    private static final String REPORT = "DiagnosticReport";

    private final JdbcClient jdbc;

    ChargeRegister(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether nobody charged this before; whoever charges the same at the same time waits until this transaction ends. */
    boolean isFirst(ReportFinalized report, Moment moment) {
        return jdbc.sql(
                                """
                        insert into openward.charge (tenant_id, source_type, source_id, system, code, captured_at)
                        values (:tenant, :type, :source, :system, :code, :now)
                        on conflict do nothing
                        """)
                        .param("tenant", Acting.tenant().value())
                        .param("type", REPORT)
                        .param("source", report.report())
                        .param("system", report.system())
                        .param("code", report.code())
                        .param("now", OffsetDateTime.ofInstant(moment.instant(), moment.zone()))
                        .update()
                == 1;
    }

    void charged(ReportFinalized report, String charge) {
        jdbc.sql(
                        """
                        update openward.charge set charge_item_id = :charge
                        where tenant_id = :tenant and source_type = :type and source_id = :source
                          and system = :system and code = :code
                        """)
                .param("charge", charge)
                .param("tenant", Acting.tenant().value())
                .param("type", REPORT)
                .param("source", report.report())
                .param("system", report.system())
                .param("code", report.code())
                .update();
    }

    /** Whoever bills one of the same charges at the same time waits until this transaction ends, and then finds it gone. */
    List<String> lock(GenerateInvoice wanted) {
        return jdbc.sql(
                        """
                        select charge_item_id from openward.open_charge
                        where tenant_id = :tenant
                          and (cast(:patient as text) is null or patient_id = :patient)
                          and (cast(:encounter as text) is null or encounter_id = :encounter)
                          and (cast(:account as text) is null or account_ids @> array[cast(:account as text)])
                        order by charge_item_id
                        for update
                        """)
                .param("tenant", Acting.tenant().value())
                .param("patient", wanted.patient())
                .param("encounter", wanted.encounter())
                .param("account", wanted.account())
                .query(String.class)
                .list();
    }

    /** A charge of a group or of nobody is on nobody's bill. */
    void note(ChargeItem charge) {
        if (charge.getStatus() == ChargeItemStatus.BILLABLE && idOf(charge.getSubject(), "Patient") != null) {
            open(charge);
        } else {
            close(charge);
        }
    }

    void close(ChargeItem charge) {
        jdbc.sql("delete from openward.open_charge where tenant_id = :tenant and charge_item_id = :charge")
                .param("tenant", Acting.tenant().value())
                .param("charge", charge.getIdElement().getIdPart())
                .update();
    }

    private void open(ChargeItem charge) {
        jdbc.sql(
                        """
                        insert into openward.open_charge
                            (tenant_id, charge_item_id, patient_id, encounter_id, account_ids)
                        values (:tenant, :charge, :patient, :encounter, :accounts)
                        on conflict (tenant_id, charge_item_id) do update
                        set patient_id = excluded.patient_id,
                            encounter_id = excluded.encounter_id,
                            account_ids = excluded.account_ids
                        """)
                .param("tenant", Acting.tenant().value())
                .param("charge", charge.getIdElement().getIdPart())
                .param(
                        "patient",
                        idOf(charge.getSubject(), "Patient") == null ? "" : idOf(charge.getSubject(), "Patient"))
                .param("encounter", idOf(charge.getContext(), "Encounter"))
                .param("accounts", accountsOf(charge))
                .update();
    }

    private static String[] accountsOf(ChargeItem charge) {
        return charge.getAccount().stream()
                .map(account -> account.getReferenceElement().getIdPart())
                .filter(account -> account != null)
                .toArray(String[]::new);
    }

    private static @Nullable String idOf(Reference reference, String type) {
        var target = reference.getReferenceElement();
        return type.equals(target.getResourceType()) ? target.getIdPart() : null;
    }
}
