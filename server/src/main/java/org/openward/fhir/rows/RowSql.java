package org.openward.fhir.rows;

import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a limit in SQL over the tables of the FHIR store. In small letters, unlike HAPI's: what is made lean of HAPI's statement
 * ({@code LeanStatement}) counts its own questions only, and these have names of their own for all tables.
 */
final class RowSql {
    private static final String NOTHING = "(false)";
    private static final String EVERYTHING = "(true)";
    private static final Pattern VALUE = Pattern.compile("\\?");

    private final String type;
    private final ISearchParamRegistry searchParameters;

    RowSql(String type, ISearchParamRegistry searchParameters) {
        this.type = type;
        this.searchParameters = searchParameters;
    }

    String of(RowLimit limit, String id, SearchQueryBuilder search) {
        if (limit instanceof RowLimit.AnyOf any) {
            return joined(any.ways(), " or ", NOTHING, way -> of(way, id, search));
        }
        if (limit instanceof RowLimit.AllOf all) {
            return joined(all.conditions(), " and ", EVERYTHING, condition -> of(condition, id, search));
        }
        if (limit instanceof RowLimit.Not not) {
            return "(not " + of(not.condition(), id, search) + ")";
        }
        if (limit instanceof RowLimit.HasCode codes) {
            return hasCode(codes, id, search);
        }
        if (limit instanceof RowLimit.HasLabel label) {
            return hasLabel(label, id, search);
        }
        if (limit instanceof RowLimit.RefersTo refers) {
            return refersTo(refers, id, search);
        }
        if (limit instanceof RowLimit.RefersToSome some) {
            return "(exists (select 1 from hfj_res_link k where k.src_resource_id = %s and k.target_resource_type = %s))"
                    .formatted(id, bound(some.type(), search));
        }
        return isAmong(((RowLimit.IsAmong) limit).records(), id, search);
    }

    private static String joined(
            Collection<RowLimit> parts, String between, String none, Function<RowLimit, String> written) {
        return parts.isEmpty() ? none : parts.stream().map(written).collect(Collectors.joining(between, "(", ")"));
    }

    private String hasCode(RowLimit.HasCode asked, String id, SearchQueryBuilder search) {
        return asked.codes().stream()
                .map(code -> "exists (select 1 from hfj_spidx_token c where c.res_id = %s and c.%s = %s)"
                        .formatted(
                                id,
                                code.indexOf('|') < 0 ? "hash_value" : "hash_sys_and_value",
                                bound(hash(asked.parameter(), code, search), search)))
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private static String hasLabel(RowLimit.HasLabel label, String id, SearchQueryBuilder search) {
        var system = label.system() == null ? "" : " and d.tag_system = %s".formatted(bound(label.system(), search));
        return "(exists (select 1 from hfj_res_tag g join hfj_tag_def d on d.tag_id = g.tag_id"
                .concat(" where g.res_id = %s and d.tag_type = %s and d.tag_code = %s%s))")
                .formatted(id, bound(label.kind().number(), search), bound(label.code(), search), system);
    }

    private long hash(String parameter, String code, SearchQueryBuilder search) {
        var settings = search.getPartitionSettings();
        var partition = search.getRequestPartitionId();
        var bar = code.indexOf('|');
        return bar < 0
                ? ResourceIndexedSearchParamToken.calculateHashValue(settings, partition, type, parameter, code)
                : ResourceIndexedSearchParamToken.calculateHashSystemAndValue(
                        settings, partition, type, parameter, code.substring(0, bar), code.substring(bar + 1));
    }

    private String refersTo(RowLimit.RefersTo asked, String id, SearchQueryBuilder search) {
        var paths = asked.parameters().stream()
                .flatMap(parameter -> paths(parameter).stream())
                .distinct()
                .map(path -> bound(path, search))
                .toList();
        if (paths.isEmpty()) {
            return NOTHING;
        }
        return "(exists (select 1 from hfj_res_link k join hfj_resource r on r.res_id = k.target_resource_id"
                .concat(
                        " where k.src_resource_id = %s and k.src_path in (%s) and r.res_type = %s and r.fhir_id in (%s)))")
                .formatted(
                        id,
                        String.join(", ", paths),
                        bound(asked.targets().type(), search),
                        ids(asked.targets(), search));
    }

    private List<String> paths(String parameter) {
        return Optional.ofNullable(
                        searchParameters.getActiveSearchParam(type, parameter, SearchParamLookupContextEnum.SEARCH))
                .map(known -> known.getPathsSplitForResourceType(type))
                .orElse(List.of());
    }

    private static String isAmong(RowLimit.Records records, String id, SearchQueryBuilder search) {
        return "(exists (select 1 from hfj_resource r where r.res_id = %s and r.res_type = %s and r.fhir_id in (%s)))"
                .formatted(id, bound(records.type(), search), ids(records, search));
    }

    private static String ids(RowLimit.Records records, SearchQueryBuilder search) {
        var values = records.values().iterator();
        return VALUE.matcher(records.ids()).replaceAll(mark -> Matcher.quoteReplacement(bound(values.next(), search)));
    }

    private static String bound(Object value, SearchQueryBuilder search) {
        return "'" + search.generatePlaceholder(value) + "'";
    }
}
