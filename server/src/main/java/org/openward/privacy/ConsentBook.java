package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Consent;
import org.openward.fhir.FhirStore;
import org.openward.fhir.sealing.KeptNumbers;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.SealedTexts;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.PersonalTraces;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The Consents that keep something from somebody, by the patient whose they are; each change turns the tenant's page. */
@Component
class ConsentBook implements PersonalTraces, KeptNumbers {
    private final JdbcClient jdbc;
    private final FhirContext context;
    private final FhirStore store;
    private final SealedTexts sealing;
    private final Tenants tenants;

    ConsentBook(JdbcClient jdbc, FhirContext context, FhirStore store, SealedTexts sealing, Tenants tenants) {
        this.sealing = sealing;
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.context = context;
        this.store = store;
    }

    /** Enters what the Consent says now; one that says nothing about showing records is left out. */
    void keep(Consent consent) {
        var id = consent.getIdElement().getIdPart();
        var wasIn = forget(id);
        if (ConsentPolicy.isDirective(consent)) {
            enter(id, consent);
        } else if (!wasIn) {
            return;
        }
        turnPage();
    }

    void remove(Consent consent) {
        if (forget(consent.getIdElement().getIdPart())) {
            turnPage();
        }
    }

    /** The Consents themselves stay, and say no more than their records do by now. */
    @Override
    public int erase(ErasedPerson person) {
        var consents = jdbc.sql(
                        """
                        select consent_id from openward.consent_directive
                        where tenant_id = :tenant and patient_id = any (:patients)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("patients", person.patients().toArray(String[]::new))
                .query(String.class)
                .list();
        consents.forEach(id -> store.find(Consent.class, id).ifPresent(this::keep));
        return consents.size();
    }

    private boolean forget(String consent) {
        return jdbc.sql("delete from openward.consent_directive where tenant_id = :tenant and consent_id = :consent")
                        .param("tenant", Acting.tenant().value())
                        .param("consent", consent)
                        .update()
                > 0;
    }

    private void enter(String id, Consent consent) {
        jdbc.sql(
                        """
                        insert into openward.consent_directive (tenant_id, consent_id, patient_id, content)
                        values (:tenant, :consent, :patient, :content)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("consent", id)
                .param("patient", consent.getPatient().getReferenceElement().getIdPart())
                .param("content", sealing.seal(context.newJsonParser().encodeResourceToString(consent), place()))
                .update();
    }

    private Consent read(String content) {
        return context.newJsonParser().parseResource(Consent.class, sealing.open(content, place()));
    }

    /** What was entered in clear, or with a former key; what the Consents say stays the same. */
    @Override
    public int sealAgain() {
        return jdbc
                .sql("select consent_id, content from openward.consent_directive where tenant_id = :tenant")
                .param("tenant", Acting.tenant().value())
                .query((row, number) -> renew(row.getString("consent_id"), row.getString("content")))
                .list()
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private int renew(String consent, String content) {
        return sealing.renew(content, place(), again -> replace(consent, again));
    }

    private void replace(String consent, String content) {
        jdbc.sql(
                        """
                        update openward.consent_directive set content = :content
                        where tenant_id = :tenant and consent_id = :consent
                        """)
                .param("content", content)
                .param("tenant", Acting.tenant().value())
                .param("consent", consent)
                .update();
    }

    private Place place() {
        return new Place(tenants.current().partition(), "consents");
    }

    private void turnPage() {
        jdbc.sql(
                        """
                        insert into openward.consent_book (tenant, generation) values (:tenant, 1)
                        on conflict (tenant) do update set generation = consent_book.generation + 1
                        """)
                .param("tenant", Acting.tenant().value())
                .update();
    }

    /** The page of each tenant in which there ever was such a Consent; seen whoever acts. */
    Map<TenantId, Long> pages() {
        return jdbc
                .sql("select tenant, generation from openward.consent_book")
                .query((row, number) -> Map.entry(new TenantId(row.getString("tenant")), row.getLong("generation")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What the patients of the acting tenant have decided, once for all who decided it in the same words. */
    List<SharedWill> shared() {
        return jdbc.sql(
                        """
                        select min(content) as content, array_agg(distinct patient_id) as patients
                        from openward.consent_directive
                        where tenant_id = :tenant
                        group by content::jsonb -> 'provision', content::jsonb -> 'policyRule'
                        """)
                .param("tenant", Acting.tenant().value())
                .query((row, number) -> new SharedWill(read(row.getString("content")), Set.of((String[])
                        row.getArray("patients").getArray())))
                .list();
    }

    /** What each of those patients of the acting tenant has decided; nothing for most. */
    Map<String, List<Consent>> of(Collection<String> patients) {
        var found = new HashMap<String, List<Consent>>();
        patients.forEach(patient -> found.put(patient, new ArrayList<>()));
        jdbc.sql(
                        """
                        select patient_id, content from openward.consent_directive
                        where tenant_id = :tenant and patient_id = any (:patients)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("patients", patients.toArray(String[]::new))
                .query(row -> {
                    found.computeIfAbsent(row.getString("patient_id"), patient -> new ArrayList<>())
                            .add(read(row.getString("content")));
                });
        return found;
    }
}
