package org.openward.fhir.packages;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The packages of the installation and what is in them, in the open transaction; all tenants see them, the default tenant writes. */
@Component
class PackageShelf {
    private final JdbcClient jdbc;

    PackageShelf(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The packages by name, with those that are on their way and those that failed. */
    List<InstalledPackage> all() {
        return jdbc.sql(
                        """
                        select p.id, p.name || case p.version when '' then '' else '#' || p.version end as name, p.state, p.guide, p.missing, p.trouble, p.since,
                            (select count(*) from openward.package_definition d where d.package_id = p.id) as definitions
                        from openward.package p order by p.name, p.version, p.since""")
                .query((row, number) -> installed(row))
                .list();
    }

    private static InstalledPackage installed(ResultSet row) throws SQLException {
        return new InstalledPackage(
                row.getObject("id", UUID.class),
                row.getString("name"),
                InstalledPackage.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("definitions"),
                row.getString("guide"),
                List.of(texts(row.getArray("missing"))),
                row.getString("trouble"),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }

    boolean isInstalled(String hash) {
        return jdbc.sql("select exists (select from openward.package where hash = :hash and state = 'installed')")
                .param("hash", hash)
                .query(Boolean.class)
                .single();
    }

    /** Whether one is here that will do. */
    boolean isInstalled(PackageName asked) {
        return jdbc
                .sql("select name, version from openward.package where name = :name and state = 'installed'")
                .param("name", asked.name())
                .query((row, number) -> new PackageName(row.getString("name"), row.getString("version")))
                .list()
                .stream()
                .anyMatch(there -> there.answers(asked));
    }

    /** Begins a package, of which nobody sees anything before {@link #finish}. */
    UUID begin(PackageName name, String hash, UUID job) {
        var id = UUID.randomUUID();
        add(id, name, hash, "installing", job, null);
        return id;
    }

    /** Notes that something cannot be installed, and why. */
    void fail(String label, String hash, String trouble) {
        forgetFailure(label);
        add(UUID.randomUUID(), new PackageName(label, ""), hash, "failed", null, trouble);
    }

    void forgetFailure(String label) {
        jdbc.sql("delete from openward.package where name = :name and state = 'failed'")
                .param("name", label)
                .update();
    }

    private void add(
            UUID id, PackageName name, String hash, String state, @Nullable UUID job, @Nullable String trouble) {
        jdbc.sql(
                        """
                        insert into openward.package (id, name, version, hash, state, job_id, trouble)
                        values (:id, :name, :version, :hash, :state, :job, :trouble)""")
                .param("id", id)
                .param("name", name.name())
                .param("version", name.version())
                .param("hash", hash)
                .param("state", state)
                .param("job", job)
                .param("trouble", trouble)
                .update();
    }

    void add(UUID id, int number, JsonNode definition) {
        jdbc.sql(
                        """
                        insert into openward.package_definition (package_id, number, type, url, version, content)
                        values (:id, :number, :type, :url, :version, :content)""")
                .param("id", id)
                .param("number", number)
                .param("type", definition.path("resourceType").asText())
                .param("url", definition.path("url").asText())
                .param("version", definition.path("version").asText(""))
                .param("content", definition.toString())
                .update();
    }

    /** From this commit on the package counts, instead of what was there by its name and version. */
    void finish(UUID id, PackageName name, List<String> missing) {
        jdbc.sql("delete from openward.package where name = :name and version = :version and state = 'installed'")
                .param("name", name.name())
                .param("version", name.version())
                .update();
        jdbc.sql(
                        """
                        update openward.package set state = 'installed', since = clock_timestamp(), missing = :missing,
                            guide = (select url || case version when '' then '' else '|' || version end
                                from openward.package_definition
                                where package_id = :id and type = 'ImplementationGuide' order by number limit 1)
                        where id = :id""")
                .param("missing", missing.toArray(String[]::new))
                .param("id", id)
                .update();
        change();
    }

    /** Removes what this job left when it stopped half way, and what nobody will finish any more. */
    void removeUnfinished(UUID job) {
        jdbc.sql(
                        """
                        delete from openward.package where state = 'installing'
                            and (job_id = :job or since < clock_timestamp() - interval '1 day')""")
                .param("job", job)
                .update();
    }

    /** Removes one that somebody else finished first. */
    void giveUp(UUID id) {
        jdbc.sql("delete from openward.package where id = :id").param("id", id).update();
    }

    /** False when there is none. */
    boolean remove(PackageName name) {
        var removed = jdbc.sql(
                        """
                        delete from openward.package
                        where name = :name and version = :version and state = 'installed'""")
                .param("name", name.name())
                .param("version", name.version())
                .update();
        if (removed > 0) {
            change();
        }
        return removed > 0;
    }

    private void change() {
        jdbc.sql("update openward.package_changes set number = number + 1").update();
    }

    /** Another number whenever other packages count. */
    long changes() {
        return jdbc.sql("select number from openward.package_changes")
                .query(Long.class)
                .single();
    }

    /** What the packages that count define, of two versions the later first. */
    List<Place> places() {
        return jdbc.sql(
                        """
                        select d.package_id, d.number, d.type, d.url, d.version
                        from openward.package_definition d join openward.package p on p.id = d.package_id
                        where p.state = 'installed'
                        order by p.name, p.version, p.id, d.number""")
                .query((row, number) -> new Place(
                        row.getObject("package_id", UUID.class),
                        row.getInt("number"),
                        row.getString("type"),
                        row.getString("url"),
                        row.getString("version")))
                .list();
    }

    /** Where a definition is. */
    record Place(UUID packageId, int number, String type, String url, String version) {}

    /** The definition's text; empty when its package is gone meanwhile. */
    Optional<String> text(Place place) {
        return jdbc.sql("select content from openward.package_definition where package_id = :id and number = :number")
                .param("id", place.packageId())
                .param("number", place.number())
                .query(String.class)
                .optional();
    }
}
