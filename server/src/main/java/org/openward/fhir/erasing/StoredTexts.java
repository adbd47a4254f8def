package org.openward.fhir.erasing;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.ReindexParameters;
import ca.uhn.fhir.jpa.api.dao.ReindexParameters.ReindexSearchParametersEnum;
import ca.uhn.fhir.jpa.api.model.DeleteConflictList;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.Sealing;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is stored of the acting tenant's records, version by version, below the rules that hold for writing them: whoever works here answers for
 * what the law asks. All of it is part of the open transaction.
 */
@Component
public class StoredTexts {
    private final JdbcClient jdbc;
    private final DaoRegistry daos;
    private final FhirContext context;
    private final Tenants tenants;
    private final MemoryCacheService memory;
    private final Sealing sealing;

    StoredTexts(
            JdbcClient jdbc,
            DaoRegistry daos,
            FhirContext context,
            Tenants tenants,
            MemoryCacheService memory,
            Sealing sealing) {
        this.sealing = sealing;
        this.jdbc = jdbc;
        this.daos = daos;
        this.context = context;
        this.tenants = tenants;
        this.memory = memory;
    }

    /**
     * The records of that type with these ids, locked in a fixed order until the transaction ends. Whoever is just writing a record that refers
     * to them is waited for, and whoever begins to has to wait.
     */
    public List<StoredRecord> lock(String type, Collection<String> ids) {
        return jdbc.sql(
                        """
                        select res_id, res_type, fhir_id, res_ver from hfj_resource
                        where res_type = :type and fhir_id = any (:ids) and partition_id = :partition
                        order by res_id for update
                        """)
                .param("type", type)
                .param("ids", ids.toArray(String[]::new))
                .param("partition", partition())
                .query((row, number) -> record(row))
                .list();
    }

    /**
     * The records of which any version holds one of these texts, locked like the others. Every version that there is gets read: it costs what
     * reading the tenant's records once costs.
     */
    public List<StoredRecord> mentioning(Collection<String> texts) {
        // No statement outlives its asker, but for this one: it has to see everything, however much that is.
        jdbc.sql("select set_config('statement_timeout', '0', true)")
                .query(String.class)
                .single();
        return jdbc.sql(
                        """
                        select r.res_id, r.res_type, r.fhir_id, r.res_ver from hfj_resource r
                        where r.res_id in (
                                select v.res_id from hfj_res_ver v
                                where v.partition_id = :partition and v.res_text_vc like any (:patterns))
                            and r.partition_id = :partition
                        order by r.res_id for update
                        """)
                .param("partition", partition())
                .param("patterns", texts.stream().map(StoredTexts::within).toArray(String[]::new))
                .query((row, number) -> record(row))
                .list();
    }

    private static StoredRecord record(ResultSet row) throws SQLException {
        return new StoredRecord(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4));
    }

    /** What the texts hold in which that number stands; the number itself, and what stands for it where it is encrypted. */
    public List<String> signsOf(String number) {
        var literal = new String(JsonStringEncoder.getInstance().quoteAsString(number));
        return Stream.concat(
                        Stream.of("\"value\":\"" + literal + "\""),
                        sealing.tokens().signs(partition(), number).stream())
                .toList();
    }

    static String within(String text) {
        return "%" + text.replaceAll("[\\\\%_]", "\\\\$0") + "%";
    }

    /** What the versions of a record say, the oldest first; those that only tell of a deletion say nothing. */
    public List<StoredText> versionsOf(StoredRecord record) {
        return jdbc.sql(
                        """
                        select v.res_ver, v.res_text_vc, v.res_ver = r.res_ver as newest
                        from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id
                        where v.res_id = :row and v.res_text_vc is not null and v.res_deleted_at is null
                        order by v.res_ver
                        """)
                .param("row", record.row())
                .query((row, number) -> new StoredText(
                        row.getLong(1), sealing.texts().open(row.getString(2), place(record)), row.getBoolean(3)))
                .list();
    }

    /** Reads what is stored; the record knows neither its id nor its meta. */
    public Resource read(StoredText text) {
        return (Resource) context.newJsonParser().parseResource(text.json());
    }

    /** As it would be stored. */
    public String written(Resource resource) {
        return context.newJsonParser().setStripVersionsFromReferences(false).encodeResourceToString(resource);
    }

    /** Puts something else in the place of what a version says. Searches still find the old until {@link #indexAgain}. */
    public void rewrite(StoredRecord record, long version, String json) {
        jdbc.sql("update hfj_res_ver set res_text_vc = :json where res_id = :row and res_ver = :version")
                .param("json", sealing.texts().seal(json, place(record)))
                .param("row", record.row())
                .param("version", version)
                .update();
    }

    /** Lets searches find what the newest version says now, and nothing else. */
    public void indexAgain(StoredRecord record) {
        var asked = new ReindexParameters()
                .setReindexSearchParameters(ReindexSearchParametersEnum.ALL)
                .setOptimisticLock(false);
        var outcome = dao(record)
                .reindex(JpaPid.fromId(record.row()), asked, DeskRequest.ofActing(), new TransactionDetails());
        if (!outcome.getWarnings().isEmpty()) {
            throw new IllegalStateException(record.name() + " could not be indexed again: "
                    + outcome.getWarnings().get(0));
        }
    }

    /** Forgets all versions before that one, and by which searches records were created. */
    public void forgetBefore(StoredRecord record, long version) {
        jdbc.sql("delete from hfj_res_ver where res_id = :row and res_ver < :version")
                .param("row", record.row())
                .param("version", version)
                .update();
        jdbc.sql("delete from hfj_res_search_url where res_id = :row")
                .param("row", record.row())
                .update();
    }

    /** Deletes a record, whoever refers to it, and forgets what it said; only that there was one stays. */
    public void remove(StoredRecord record) {
        dao(record)
                .delete(
                        new IdType(record.type(), record.id()),
                        new DeleteConflictList(),
                        DeskRequest.ofActing(),
                        new TransactionDetails());
        forgetBefore(record, lastVersion(record));
        forgetInMemory();
    }

    /** The number of the version that only says that the record was deleted. It may not have reached the database yet. */
    private long lastVersion(StoredRecord record) {
        return jdbc.sql("select max(res_ver) + 1 from hfj_res_ver where res_id = :row and res_text_vc is not null")
                .param("row", record.row())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** What this server knows of records by heart is read again after the commit. */
    private void forgetInMemory() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                memory.invalidateAllCaches();
            }
        });
    }

    @SuppressWarnings("unchecked") // By name, HAPI gives a DAO without the type of its records.
    private IFhirResourceDao<? extends IBaseResource> dao(StoredRecord record) {
        return daos.getResourceDao(record.type());
    }

    private Place place(StoredRecord record) {
        return Place.ofRecord(partition(), record.row());
    }

    private int partition() {
        return tenants.current().partition();
    }
}
