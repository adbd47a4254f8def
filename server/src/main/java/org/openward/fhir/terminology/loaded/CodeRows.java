package org.openward.fhir.terminology.loaded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Lists;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.openward.terminology.Concept;
import org.openward.terminology.ExpansionRequest.Page;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of one edition. */
final class CodeRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<List<String>>> FACTS = new TypeReference<>() {};
    private static final int TOGETHER = 2000;

    private static final int CODES_TOGETHER = 500;

    private static final String SELECT =
            """
            select c.code, c.display, c.inactive, c.group_only%s
            from openward.code c where %s order by c.id""";

    private static final String NAMES =
            """
            , (select json_agg(json_build_array(n.language, n.use_code, n.value) order by n.rank, n.value)
               from openward.code_name n where n.code_id = c.id) as names""";

    private static final String PROPERTIES =
            """
            , (select json_agg(json_build_array(p.property, p.kind, p.value, p.display) order by p.property, p.value)
               from openward.code_property p where p.code_id = c.id) as properties""";

    private final JdbcClient jdbc;
    private final int edition;

    CodeRows(JdbcClient jdbc, int edition) {
        this.jdbc = jdbc;
        this.edition = edition;
    }

    int edition() {
        return edition;
    }

    /** How much is read of a code. */
    enum Detail {
        BARE(""),
        NAMED(NAMES),
        WHOLE(NAMES + PROPERTIES);

        private final String columns;

        Detail(String columns) {
            this.columns = columns;
        }
    }

    int count(CodeChoice choice) {
        return jdbc.sql("select count(*) from openward.code c where " + choice.conditions())
                .params(choice.values())
                .query(Integer.class)
                .single();
    }

    /** Those that are chosen, in the order of the edition; read while they are asked for. */
    Stream<Concept> chosen(CodeChoice choice, Detail detail, String system) {
        return concepts(ids(choice, ""), detail, system);
    }

    /** Those that have one of the codes, with their names. */
    Stream<Concept> coded(Collection<String> codes, String system) {
        return Lists.partition(List.copyOf(codes), CODES_TOGETHER).stream()
                .flatMap(some -> jdbc
                        .sql(SELECT.formatted(Detail.NAMED.columns, "c.edition = :edition and c.code = any(:codes)"))
                        .param("edition", edition)
                        .param("codes", some.toArray(String[]::new))
                        .query((row, number) -> concept(row, Detail.NAMED, system))
                        .list()
                        .stream());
    }

    List<Concept> page(CodeChoice choice, Page page, String system) {
        var part = " offset %d%s".formatted(page.offset(), page.count() == null ? "" : " limit " + page.count());
        return concepts(ids(choice, part), Detail.NAMED, system).toList();
    }

    private List<Integer> ids(CodeChoice choice, String part) {
        return jdbc.sql("select c.id from openward.code c where " + choice.conditions() + " order by c.id" + part)
                .params(choice.values())
                .query(Integer.class)
                .list();
    }

    private Stream<Concept> concepts(List<Integer> ids, Detail detail, String system) {
        return Lists.partition(ids, TOGETHER).stream()
                .flatMap(some -> jdbc
                        .sql(SELECT.formatted(detail.columns, "c.id = any(:ids)"))
                        .param("ids", some.toArray(Integer[]::new))
                        .query((row, number) -> concept(row, detail, system))
                        .list()
                        .stream());
    }

    /** The values of a property that are wanted, each once. */
    List<String> values(String property, Predicate<String> wanted) {
        var query =
                switch (property) {
                    case "concept",
                            "code",
                            "parent",
                            "child",
                            "ancestor",
                            "descendant" -> "select c.code from openward.code c where c.edition = :edition";
                    case "display" -> "select distinct c.display from openward.code c where c.edition = :edition and c.display is not null";
                    case "inactive", "notSelectable" -> "select unnest(array['true', 'false'])";
                    default -> """
                            select distinct p.value from openward.code_property p join openward.code c on c.id = p.code_id
                            where c.edition = :edition and p.property = :property""";
                };
        return jdbc.sql(query).param("edition", edition).param("property", property).query(String.class).list().stream()
                .filter(wanted)
                .toList();
    }

    private static Concept concept(ResultSet row, Detail detail, String system) throws SQLException {
        var definition = new ConceptDefinitionComponent().setCode(row.getString("code"));
        definition.setDisplay(row.getString("display"));
        if (detail != Detail.BARE) {
            for (var name : facts(row.getString("names"))) {
                var designation =
                        definition.addDesignation().setLanguage(name.get(0)).setValue(name.get(2));
                if (name.get(1) != null) {
                    designation.setUse(new Coding(system, name.get(1), null));
                }
            }
        }
        if (detail == Detail.WHOLE) {
            for (var property : facts(row.getString("properties"))) {
                definition.addProperty().setCode(property.get(0)).setValue(value(property, system));
            }
        }
        return new Concept(definition, row.getBoolean("inactive"), row.getBoolean("group_only"));
    }

    private static Type value(List<String> property, String system) {
        if (!"code".equals(property.get(1))) {
            return new StringType(property.get(2));
        }
        return property.get(3) == null
                ? new CodeType(property.get(2))
                : new Coding(system, property.get(2), property.get(3));
    }

    private static List<List<String>> facts(@Nullable String json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, FACTS);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
