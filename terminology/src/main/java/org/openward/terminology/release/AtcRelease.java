package org.openward.terminology.release;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.CodeSystem;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Property;

/**
 * ATC with its defined daily doses, as the table that the WHO Collaborating Centre sells and others pass on: a column for the code, one for
 * the name, and if there are any the dose, its unit, its route and a note. A code has a row for each of its doses.
 */
final class AtcRelease implements Release {
    private static final List<String> CODE = List.of("atc_code", "atc code", "atccode", "code", "atc");
    private static final List<String> NAME =
            List.of("atc_name", "atc level name", "atc name", "name", "display", "description");
    private static final List<String> DOSE = List.of("ddd", "ddd_value", "ddd value");
    private static final List<String> UNIT = List.of("uom", "unit", "u", "ddd_unit", "ddd unit", "unittype");
    private static final List<String> ROUTE = List.of("adm_r", "adm.r", "adm.route", "admcode", "route");
    private static final List<String> NOTE = List.of("note", "comment", "dddcomment");
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Z](\\d{2}([A-Z]([A-Z](\\d{2})?)?)?)?");

    /** How long the codes of each level are, the longest first. */
    private static final int[] LEVELS = {7, 5, 4, 3, 1};

    @Override
    public CodeSystem about() {
        return new CodeSystem()
                .setName("ATC")
                .setTitle("Anatomical Therapeutic Chemical classification")
                .setPublisher("WHO Collaborating Centre for Drug Statistics Methodology");
    }

    @Override
    public Optional<String> version(ReleaseFile file) {
        return Optional.empty();
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        var name = file.one("(?i).*\\.(csv|txt|tsv)", "table of codes (.csv)");
        try (var rows = Rows.table(file, name)) {
            one(rows, CODE);
            one(rows, NAME);
            while (rows.next()) {
                code(rows, facts);
            }
        }
        try (var rows = Rows.table(file, name)) {
            while (rows.next()) {
                var code = code(rows);
                above(code).ifPresent(parent -> facts.parent(code, parent));
            }
        }
    }

    private static String one(Rows rows, List<String> names) {
        return names.stream()
                .filter(rows.columns()::containsKey)
                .findFirst()
                .orElseThrow(() -> new BadRelease("The table has no column " + names.get(0) + "."));
    }

    private static void code(Rows rows, Facts facts) {
        var code = code(rows);
        facts.code(
                code,
                rows.needed(one(rows, NAME)),
                code.length() < LEVELS[0] ? EnumSet.of(Mark.GROUP_ONLY) : EnumSet.noneOf(Mark.class));
        var dose = Stream.of(DOSE, UNIT, ROUTE, NOTE)
                .flatMap(names -> names.stream()
                        .flatMap(each -> rows.value(each).stream())
                        .limit(1))
                .filter(value -> !Strings.CI.equalsAny(value, "NA", "NULL"))
                .collect(Collectors.joining(" "));
        if (DOSE.stream().anyMatch(each -> rows.value(each).isPresent()) && !dose.isBlank()) {
            facts.property(code, Property.text("DDD", dose));
        }
    }

    private static String code(Rows rows) {
        var code = rows.needed(one(rows, CODE));
        if (!WELL_FORMED.matcher(code).matches()) {
            throw new BadRelease("'%s' is no code of ATC.".formatted(StringUtils.abbreviate(code, 30)));
        }
        return code;
    }

    private static Optional<String> above(String code) {
        for (var level : LEVELS) {
            if (level < code.length()) {
                return Optional.of(code.substring(0, level));
            }
        }
        return Optional.empty();
    }
}
