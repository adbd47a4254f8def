package org.openward.fhir.merging;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.IReplaceReferencesSvc;
import ca.uhn.fhir.model.primitive.IdDt;
import ca.uhn.fhir.replacereferences.ReplaceReferencesRequest;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.provider.ProviderConstants;
import ca.uhn.fhir.util.BundleBuilder;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.openward.fhir.Refusal.Kind;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;

/**
 * Moves references from one record to another. HAPI's own search for them goes by type and id alone; here an id is a tenant's,
 * so a record of another tenant with the same id would be found too. A Provenance stays as it is: it tells what happened to a record then.
 */
class TenantReferences implements IReplaceReferencesSvc {
    private final DaoRegistry daos;
    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final EntityManagerFactory written;

    TenantReferences(DaoRegistry daos, JdbcClient jdbc, Tenants tenants, EntityManagerFactory written) {
        this.daos = daos;
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.written = written;
    }

    @Override
    public IBaseParameters replaceReferences(ReplaceReferencesRequest asked, RequestDetails request) {
        var referring = referringTo(
                asked.sourceId,
                List.of(asked.sourceId.getIdPart(), asked.targetId.getIdPart()),
                asked.resourceLimit + 1);
        if (referring.size() > asked.resourceLimit) {
            throw new NotMerged(
                    Kind.RULE,
                    "More than " + asked.resourceLimit + " records refer to " + asked.sourceId.getValue()
                            + ", too many to be moved in one transaction.");
        }
        var answer = new Parameters();
        answer.addParameter()
                .setName(ProviderConstants.OPERATION_REPLACE_REFERENCES_OUTPUT_PARAM_OUTCOME)
                .setResource(move(asked, referring, request));
        return answer;
    }

    /** HAPI's own way patches the records, and fails at references of what they contain. */
    private Bundle move(ReplaceReferencesRequest asked, List<IdDt> referring, RequestDetails request) {
        var changes = new BundleBuilder(daos.getFhirContext());
        for (var id : referring) {
            var record = daos.getResourceDao(id.getResourceType()).read(id, request);
            if (turn(record, asked)) {
                changes.addTransactionUpdateEntry(record);
            }
        }
        Bundle bundle = changes.getBundleTyped();
        if (!bundle.hasEntry()) {
            return new Bundle().setType(BundleType.TRANSACTIONRESPONSE);
        }
        var answer = system().transaction(request, bundle);
        answer.setId(UUID.randomUUID().toString());
        return answer;
    }

    @SuppressWarnings("unchecked") // as HAPI says of R4
    private IFhirSystemDao<Bundle, Meta> system() {
        return daos.getSystemDao();
    }

    /** Whether it named the one that ends, and names the survivor now; a version of the one that ends stays what it is. */
    private boolean turn(IBaseResource record, ReplaceReferencesRequest asked) {
        var named = daos.getFhirContext().newTerser().getAllResourceReferences(record).stream()
                .map(found -> (Reference) found.getResourceReference())
                .filter(Reference::hasReferenceElement)
                .filter(reference -> reference
                        .getReferenceElement()
                        .toUnqualified()
                        .getValueAsString()
                        .equals(asked.sourceId.getValueAsString()))
                .toList();
        named.forEach(reference -> reference
                .setReference(asked.targetId.getValueAsString())
                .setIdentifier(null)
                .setDisplay(null));
        return !named.isEmpty();
    }

    @Override
    public Integer countResourcesReferencingResource(IIdType record, RequestDetails request) {
        return referringTo(record, List.of(record.getIdPart()), Integer.MAX_VALUE)
                .size();
    }

    /** Without those that are written afterwards, as they were read before: the two that are merged. */
    private List<IdDt> referringTo(IIdType record, List<String> merged, int most) {
        Objects.requireNonNull(
                        EntityManagerFactoryUtils.getTransactionalEntityManager(written), "No transaction is open")
                .flush();
        return jdbc.sql(
                        """
                        select distinct referring.res_type, referring.fhir_id
                        from hfj_resource target
                        join hfj_res_link link on link.target_resource_id = target.res_id
                        join hfj_resource referring on referring.res_id = link.src_resource_id
                        where target.res_type = :type and target.fhir_id = :id and target.partition_id = :partition
                          and referring.res_deleted_at is null and referring.res_type <> 'Provenance'
                          and not (referring.res_type = :type and referring.fhir_id in (:merged))
                        order by referring.res_type, referring.fhir_id
                        limit :most""")
                .param("type", record.getResourceType())
                .param("id", record.getIdPart())
                .param("partition", tenants.current().partition())
                .param("merged", merged)
                .param("most", most)
                .query((row, number) -> new IdDt(row.getString("res_type"), row.getString("fhir_id")))
                .list();
    }
}
