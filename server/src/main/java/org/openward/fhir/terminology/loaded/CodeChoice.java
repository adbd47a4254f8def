package org.openward.fhir.terminology.loaded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.openward.terminology.ConceptFilter;
import org.openward.terminology.ExpansionRequest.Wish;

/**
 * Which codes of an edition are wanted, as conditions in SQL over {@code openward.code c}. Where they are related to others, those are
 * found first and by themselves: joined, they might be looked for once for each code of an edition that PostgreSQL has not counted yet.
 */
final class CodeChoice {
    private static final Set<String> THE_CODE = Set.of("concept", "code");
    private static final String TOP = "(select t.id from openward.code t where t.edition = :edition and t.code = %s)";

    private final StringBuilder conditions = new StringBuilder("c.edition = :edition");
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final boolean hasReferenceSets;

    /** @param edition that the codes are of */
    CodeChoice(int edition, Reference sets) {
        this.hasReferenceSets = sets == Reference.SETS;
        values.put("edition", edition);
    }

    /** Whether the code system groups its codes in reference sets, too. */
    enum Reference {
        SETS,
        NONE
    }

    String conditions() {
        return conditions.toString();
    }

    Map<String, Object> values() {
        return values;
    }

    CodeChoice code(String code) {
        return and("c.code = " + value(code));
    }

    CodeChoice under(String top) {
        return and("c.lineage @> array[" + top(top) + "]").and("c.code <> " + value(top));
    }

    CodeChoice over(String bottom) {
        return upFrom(bottom).and("c.code <> " + value(bottom));
    }

    /** That code and all that it stands under. */
    private CodeChoice upFrom(String code) {
        return and(foundFirst("unnest(t.lineage) from openward.code t where t.edition = :edition and t.code = %s"
                .formatted(value(code))));
    }

    CodeChoice rightUnder(String parent) {
        return and(foundFirst("p.code_id from openward.code_parent p where p.parent_id = %s".formatted(top(parent))));
    }

    CodeChoice rightOver(String child) {
        return and(foundFirst("p.parent_id from openward.code_parent p where p.code_id = %s".formatted(top(child))));
    }

    CodeChoice called(List<String> words) {
        if (words.isEmpty()) {
            return this;
        }
        var question = Words.question(words);
        return and(question.isEmpty() ? "false" : "c.words @@ " + value(question) + "::tsquery");
    }

    CodeChoice wished(Set<Wish> wishes) {
        if (wishes.contains(Wish.ACTIVE_ONLY)) {
            and("not c.inactive");
        }
        if (wishes.contains(Wish.FOR_CHOOSING)) {
            and("not c.group_only");
        }
        return this;
    }

    /**
     * As a filter of a value set.
     *
     * @param valuesOf all values of a property, looked through for a regular expression
     */
    CodeChoice filtered(ConceptSetFilterComponent filter, ValuesOf valuesOf) {
        ConceptFilter.requireWhole(filter);
        var property =
                hasReferenceSets && filter.getOp() == FilterOperator.IN && THE_CODE.contains(filter.getProperty())
                        ? "memberOf"
                        : filter.getProperty();
        var value = filter.getValue();
        return switch (filter.getOp()) {
            case ISA -> and("c.lineage @> array[" + top(value) + "]");
            case DESCENDENTOF -> under(value);
            case ISNOTA -> and("not c.lineage @> array[" + top(value) + "]");
            case GENERALIZES -> upFrom(value);
            case EQUAL -> and(having(property, List.of(value)));
            case IN -> and(having(property, List.copyOf(ConceptFilter.listed(value))));
            case NOTIN -> and("not " + having(property, List.copyOf(ConceptFilter.listed(value))));
            case REGEX -> and(having(property, valuesOf.matching(property, ConceptFilter.matching(value))));
            case EXISTS -> and((Boolean.parseBoolean(value) ? "" : "not ") + exists(property));
            default -> throw ConceptFilter.unknown(filter.getOp());
        };
    }

    /** Looks through the values of a property. */
    @FunctionalInterface
    interface ValuesOf {
        List<String> matching(String property, Predicate<String> wanted);
    }

    private String having(String property, List<String> wanted) {
        if (THE_CODE.contains(property)) {
            return "c.code = any(" + array(wanted.stream()) + ")";
        }
        return switch (property) {
            case "display" -> "coalesce(c.display = any(" + array(wanted.stream()) + "), false)";
            case "inactive" -> "c.inactive::text = any(" + array(wanted.stream()) + ")";
            case "notSelectable" -> "c.group_only::text = any(" + array(wanted.stream()) + ")";
            case "parent" -> related("p.code_id", "p.parent_id", wanted);
            case "child" -> related("p.parent_id", "p.code_id", wanted);
            case "ancestor" -> "exists (select %s and t.id <> c.id and c.lineage @> array[t.id])"
                    .formatted(ofThem(wanted));
            case "descendant" -> "exists (select %s and t.id <> c.id and t.lineage @> array[c.id])"
                    .formatted(ofThem(wanted));
            default -> "exists (select from openward.code_property p where p.code_id = c.id and p.property = %s"
                            .formatted(value(property))
                    + " and left(p.value, 64) = any(%s) and p.value = any(%s))"
                            .formatted(array(wanted.stream().map(CodeChoice::beginning)), array(wanted.stream()));
        };
    }

    /** As the index has it; PostgreSQL counts characters, not halves of them. */
    private static String beginning(String value) {
        return value.codePointCount(0, value.length()) <= 64
                ? value
                : value.substring(0, value.offsetByCodePoints(0, 64));
    }

    private String exists(String property) {
        return switch (property) {
            case "concept", "code", "inactive", "notSelectable" -> "true";
            case "display" -> "(c.display is not null)";
            case "parent", "ancestor" -> "exists (select from openward.code_parent p where p.code_id = c.id)";
            case "child", "descendant" -> "exists (select from openward.code_parent p where p.parent_id = c.id)";
            default -> "exists (select from openward.code_property p where p.code_id = c.id and p.property = %s)"
                    .formatted(value(property));
        };
    }

    private String related(String here, String there, List<String> wanted) {
        return foundFirst("%s from openward.code_parent p where %s = any(array(select t.id %s))"
                .formatted(here, there, ofThem(wanted)));
    }

    private static String foundFirst(String ids) {
        return "c.id = any(array(select " + ids + "))";
    }

    private String ofThem(List<String> wanted) {
        return "from openward.code t where t.edition = :edition and t.code = any(%s)".formatted(array(wanted.stream()));
    }

    /** The number of a code; nothing has one of a code that there is not. */
    private String top(String code) {
        return TOP.formatted(value(code));
    }

    private String value(Object value) {
        var name = "v" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    private String array(Stream<String> texts) {
        return value(texts.toArray(String[]::new)) + "::text[]";
    }

    private CodeChoice and(String condition) {
        conditions.append(" and ").append(condition);
        return this;
    }
}
