package org.openward.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry.Activity;

/** A FHIR search of the audit trail as an SQL condition; every value is bound, none becomes part of the SQL. */
final class AuditSearch {
    static final String CURSOR = "_cursor";
    /** R4 has no search by purpose; R5 calls it so. */
    static final String PURPOSE = "purpose";

    static final List<String> PARAMETERS = List.of(
            "_id",
            "_lastUpdated",
            "date",
            "agent",
            "agent-name",
            "address",
            "patient",
            "entity",
            "entity-type",
            "action",
            "outcome",
            PURPOSE,
            "type",
            "subtype");

    private static final Set<String> FOR_THE_ANSWER =
            Set.of("_format", "_pretty", "_elements", "_summary", "_total", "_sort", "_count", CURSOR);

    private final List<String> conditions = new ArrayList<>(List.of("true"));
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final ZoneId zone;
    private final int pageSize;
    private final boolean newestFirst;

    private AuditSearch(ZoneId zone, int pageSize, boolean newestFirst) {
        this.zone = zone;
        this.pageSize = pageSize;
        this.newestFirst = newestFirst;
    }

    /**
     * @param parameters as in the URL
     * @param zone decides where a day without a time of its own begins
     * @param pageSize rows of a page, as the client asked or the server decides
     */
    static AuditSearch of(Map<String, String[]> parameters, ZoneId zone, int pageSize) {
        var search = new AuditSearch(zone, pageSize, isNewestFirst(parameters));
        parameters.forEach((name, alternatives) -> {
            for (var value : alternatives) {
                search.add(name, value);
            }
        });
        return search;
    }

    String condition() {
        return String.join(" and ", conditions);
    }

    Map<String, Object> values() {
        return values;
    }

    String order() {
        return newestFirst ? "recorded desc, id desc" : "recorded, id";
    }

    int pageSize() {
        return pageSize;
    }

    /** Where the page after that row begins: rows that are written meanwhile neither repeat nor hide others. */
    static String cursorAfter(AuditRow row) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, row.recorded()) + "_" + row.id();
    }

    private void add(String parameter, String text) {
        var name = parameter.replaceFirst(":.*", "");
        var modifier = parameter.substring(name.length());
        if (CURSOR.equals(name)) {
            addCursor(text);
        } else if (!FOR_THE_ANSWER.contains(name)) {
            if (!PARAMETERS.contains(name) || (!modifier.isEmpty() && !isKnown(name, modifier))) {
                throw AuditSearchRefused.unknown(parameter);
            }
            var any = Arrays.stream(text.split(",", -1))
                    .map(value -> condition(name, modifier, value.strip()))
                    .collect(Collectors.joining(" or ", "(", ")"));
            conditions.add(any);
        }
    }

    private static boolean isKnown(String name, String modifier) {
        return switch (name) {
            case "agent-name", "address" -> Set.of(":exact", ":contains").contains(modifier);
            case "patient" -> ":Patient".equals(modifier);
            default -> false;
        };
    }

    private String condition(String name, String modifier, String value) {
        return switch (name) {
            case "_id" -> "id = " + bound(uuid(value));
            case "date", "_lastUpdated" -> period(name, value);
            case "agent" -> "agent = " + bound(value);
            case "agent-name" -> text("agent", modifier, value);
            case "address" -> text("address", modifier, value);
            case "patient" -> "patient_id = " + bound(value.replaceFirst("^.*Patient/", ""));
            case "entity" -> entity(value);
            case "entity-type" -> entityType(code(value));
            case "action" -> "action = " + bound(code(value).toUpperCase(Locale.ROOT));
            case "outcome" -> "outcome = " + bound(code(value));
            case PURPOSE -> "purpose = " + bound(code(value));
            case "type" -> "activity = " + bound(activity(code(value)));
            default -> "interaction = " + bound(code(value));
        };
    }

    private String period(String name, String value) {
        var period = SearchedPeriod.of(value, zone).orElseThrow(() -> AuditSearchRefused.unreadable(name, value));
        var from = bound(atUtc(period.from()));
        var to = bound(atUtc(period.to()));
        return switch (period.prefix()) {
            case "eq", "ap" -> "(recorded >= " + from + " and recorded < " + to + ")";
            case "ne" -> "(recorded < " + from + " or recorded >= " + to + ")";
            case "gt", "sa" -> "recorded >= " + to;
            case "ge" -> "recorded >= " + from;
            case "lt", "eb" -> "recorded < " + from;
            case "le" -> "recorded < " + to;
            default -> throw AuditSearchRefused.unreadable(name, value);
        };
    }

    private String text(String column, String modifier, String value) {
        return switch (modifier) {
            case ":exact" -> column + " = " + bound(value);
            case ":contains" -> "position(lower(" + bound(value) + ") in lower(" + column + ")) > 0";
            default -> "starts_with(lower(" + column + "), lower(" + bound(value) + "))";
        };
    }

    private String entity(String value) {
        var record = new IdType(value);
        var id = bound(String.valueOf(record.getIdPart()));
        if (!record.hasResourceType()) {
            return "(entity_id = " + id + " or patient_id = " + id + ")";
        }
        var sameRecord = "entity_type = " + bound(record.getResourceType()) + " and entity_id = " + id;
        return "Patient".equals(record.getResourceType())
                ? "(" + sameRecord + " or patient_id = " + id + ")"
                : "(" + sameRecord + ")";
    }

    /** FHIR's own codes 1 (a person) and 2 (a system object), or the type of the record. */
    private String entityType(String code) {
        return switch (code) {
            case "1" -> "patient_id is not null";
            case "2" -> "(entity_type is not null or request is not null)";
            default -> "entity_type = " + bound(code);
        };
    }

    private static String activity(String code) {
        return Arrays.stream(Activity.values())
                .filter(activity -> BasicAuditPattern.type(activity).getCode().equals(code))
                .map(Activity::name)
                .findAny()
                .orElse("");
    }

    private void addCursor(String text) {
        var end = text.indexOf('_');
        if (!text.matches("-?\\d{1,18}_[0-9a-fA-F-]{36}")) {
            throw AuditSearchRefused.unreadable(CURSOR, text);
        }
        var recorded = Instant.EPOCH.plus(Long.parseLong(text.substring(0, end)), ChronoUnit.MICROS);
        conditions.add("(recorded, id) " + (newestFirst ? "<" : ">") + " (" + bound(atUtc(recorded)) + ", "
                + bound(uuid(text.substring(end + 1))) + ")");
    }

    private String bound(Object value) {
        var name = "v" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    private static String code(String token) {
        return token.substring(token.lastIndexOf('|') + 1);
    }

    /** An id that is none of ours finds nothing. */
    private static UUID uuid(String value) {
        var id = uuidOrNull(value.replaceFirst("^.*AuditEvent/", ""));
        return id == null ? new UUID(0, 0) : id;
    }

    static @Nullable UUID uuidOrNull(String value) {
        return value.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}") ? UUID.fromString(value) : null;
    }

    private static OffsetDateTime atUtc(Instant moment) {
        return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
    }

    private static boolean isNewestFirst(Map<String, String[]> parameters) {
        var sort = parameters.getOrDefault("_sort", new String[] {"-date"})[0];
        return switch (sort) {
            case "-date", "-_lastUpdated", "" -> true;
            case "date", "_lastUpdated" -> false;
            default -> throw AuditSearchRefused.unreadable("_sort", sort);
        };
    }
}
