package org.openward.fhir.verbatim;

import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.SealedTexts;
import org.openward.fhir.verbatim.StoredVersion.Label;
import org.openward.tenancy.Tenants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The stored versions of the acting tenant's records, each found with one statement. */
@Component
class StoredVersions {
    /** What {@link #version} reads, of a record as r and its version as v. */
    static final String COLUMNS =
            """
            v.res_ver, v.res_updated, v.res_text_vc, v.res_id as text_of, v.partition_id as text_in, v.source_uri, v.request_id,
                case when r.has_tags then (
                    select json_agg(json_build_object(
                        'kind', d.tag_type, 'system', d.tag_system, 'code', d.tag_code, 'display', d.tag_display,
                        'version', d.tag_version, 'selected', d.tag_user_selected) order by t.pid)
                    from hfj_res_tag t join hfj_tag_def d on d.tag_id = t.tag_id
                    where t.res_id = r.res_id)::text
                end as labels
            """;

    private static final String SELECT = "select " + COLUMNS
            + """
            from hfj_resource r
            join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = coalesce(?, r.res_ver)
            where r.res_type = ? and r.fhir_id = ? and r.partition_id = ?
                and v.res_deleted_at is null and v.res_encoding = 'JSON'
            """;

    private static final String SELECT_HISTORY = "select " + COLUMNS
            + """
            , v.res_deleted_at is null and v.res_encoding = 'JSON' as is_shown, count(*) over () as versions
            from hfj_resource r
            join hfj_res_ver v on v.res_id = r.res_id
            where r.res_type = ? and r.fhir_id = ? and r.partition_id = ?
            order by v.res_updated desc, v.res_ver desc
            limit ?
            """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SQLExceptionTranslator FAILURES = new SQLErrorCodeSQLExceptionTranslator("PostgreSQL");
    private static final int SHARED = 0;

    private final DataSource database;
    private final Tenants tenants;
    private final Supplier<IRequestPartitionHelperSvc> partitions;
    private final SealedTexts sealing;

    StoredVersions(
            DataSource database,
            Tenants tenants,
            ObjectProvider<IRequestPartitionHelperSvc> partitions,
            SealedTexts sealing) {
        this.sealing = sealing;
        this.database = database;
        this.tenants = tenants;
        this.partitions = SingletonSupplier.of(partitions::getObject);
    }

    /** The version that the id names, or the current one. Empty when there is none, it is deleted, or not kept as JSON. */
    Optional<StoredVersion> find(String type, IIdType id) {
        if (id.hasVersionIdPart() && !id.isVersionIdPartValidLong()) {
            return Optional.empty();
        }
        return alone(type, id, this::version);
    }

    /** All versions, the newest first. Empty when there are none or more than {@code most}, or one is deleted or not kept as JSON. */
    List<StoredVersion> findAll(String type, IIdType id, int most) {
        return lone(SELECT_HISTORY, type, connection -> {
            try (var select = connection.prepareStatement(SELECT_HISTORY)) {
                name(select, 1, type, id);
                select.setInt(4, most);
                try (var row = select.executeQuery()) {
                    return versions(row, most);
                }
            }
        });
    }

    private List<StoredVersion> versions(ResultSet row, int most) throws SQLException {
        var versions = new ArrayList<StoredVersion>();
        while (row.next()) {
            if (!row.getBoolean("is_shown") || row.getInt("versions") > most) {
                return List.of();
            }
            versions.add(version(row));
        }
        return versions;
    }

    /** The same of a Binary, its content apart; empty also when it has none. */
    Optional<Parted> findContent(IIdType id) {
        if (id.hasVersionIdPart() && !id.isVersionIdPartValidLong()) {
            return Optional.empty();
        }
        return alone("Binary", id, this::parted).flatMap(Function.identity());
    }

    /**
     * A version of a Binary.
     *
     * @param version without its content
     */
    record Parted(StoredVersion version, StoredContent content) {}

    private Optional<Parted> parted(ResultSet row) throws SQLException {
        var json = row.getBytes("res_text_vc");
        var content = json == null ? Optional.<StoredContent>empty() : StoredContent.in(json);
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(new Parted(versionOf(content.get().rest(), row), content.get()));
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private interface Asking<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> Optional<T> alone(String type, IIdType id, Reading<T> reading) {
        return lone(SELECT, type, connection -> find(connection, type, id, reading));
    }

    /** A lone statement needs no transaction, whose end would cost a round trip. */
    private <T> T lone(String statement, String type, Asking<T> asking) {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(true);
            return asking.in(connection);
        } catch (SQLException failure) {
            throw FAILURES.translate("read " + type, statement, failure);
        }
    }

    /** The same in the open transaction, which holds a connection already; without one, in a connection of its own. */
    Optional<StoredVersion> findTogether(String type, IIdType id) {
        var connection = DataSourceUtils.getConnection(database);
        try {
            return find(connection, type, id, this::version);
        } catch (SQLException failure) {
            throw FAILURES.translate("read " + type, SELECT, failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }

    private <T> Optional<T> find(Connection connection, String type, IIdType id, Reading<T> reading)
            throws SQLException {
        try (var select = connection.prepareStatement(SELECT)) {
            select.setObject(1, id.getVersionIdPartAsLong(), Types.BIGINT);
            name(select, 2, type, id);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(reading.of(row)) : Optional.empty();
            }
        }
    }

    /** Says with three parameters, from that one on, which record is asked for. */
    private void name(PreparedStatement select, int first, String type, IIdType id) throws SQLException {
        select.setString(first, type);
        select.setString(first + 1, id.getIdPart());
        select.setInt(first + 2, partition(type));
    }

    private int partition(String type) {
        return partitions.get().isResourcePartitionable(type)
                ? tenants.current().partition()
                : SHARED;
    }

    /** The version of a row with {@link #COLUMNS}, its numbers in clear. */
    StoredVersion version(ResultSet row) throws SQLException {
        return versionOf(row.getString("res_text_vc"), row);
    }

    private StoredVersion versionOf(String text, ResultSet row) throws SQLException {
        return new StoredVersion(
                row.getLong("res_ver"),
                row.getTimestamp("res_updated").toInstant(),
                sealing.open(text, Place.ofRecord(row.getInt("text_in"), row.getLong("text_of"))),
                row.getString("source_uri"),
                row.getString("request_id"),
                labels(row.getString("labels")));
    }

    private static List<Label> labels(@Nullable String json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, new TypeReference<List<Label>>() {});
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
