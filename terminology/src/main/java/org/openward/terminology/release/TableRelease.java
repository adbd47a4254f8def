package org.openward.terminology.release;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.CodeSystem;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Name;
import org.openward.terminology.release.Facts.Property;

/**
 * A table of a site's own: the columns {@code code} and {@code display}, and if wanted {@code parent} (codes with | between them), {@code
 * inactive} and {@code abstract} (true or false) and {@code display:de} for names in a language. Every other column is a property.
 */
final class TableRelease implements Release {
    private static final Set<String> KNOWN = Set.of("code", "display", "parent", "inactive", "abstract");
    private static final String IN_LANGUAGE = "display:";

    @Override
    public CodeSystem about() {
        return new CodeSystem();
    }

    @Override
    public Optional<String> version(ReleaseFile file) {
        return Optional.empty();
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        var name = file.one("(?i).*\\.(csv|txt|tsv)", "table of codes (.csv)");
        try (var rows = Rows.table(file, name).with("code", "display")) {
            while (rows.next()) {
                code(rows, facts);
            }
        }
        try (var rows = Rows.table(file, name)) {
            while (rows.next()) {
                var code = rows.needed("code");
                rows.value("parent").ifPresent(parents -> {
                    for (var parent : StringUtils.split(parents, '|')) {
                        facts.parent(code, parent.strip());
                    }
                });
            }
        }
    }

    private static void code(Rows rows, Facts facts) {
        var code = rows.needed("code");
        var marks = EnumSet.noneOf(Mark.class);
        if (isTrue(rows, "inactive")) {
            marks.add(Mark.INACTIVE);
        }
        if (isTrue(rows, "abstract")) {
            marks.add(Mark.GROUP_ONLY);
        }
        facts.code(code, rows.needed("display"), marks);
        for (var column : rows.columns().keySet()) {
            rows.value(column).ifPresent(value -> {
                if (column.startsWith(IN_LANGUAGE)) {
                    facts.name(code, new Name(1, column.substring(IN_LANGUAGE.length()), null, value));
                } else if (!KNOWN.contains(column) && !column.isEmpty()) {
                    facts.property(code, Property.text(column, value));
                }
            });
        }
    }

    private static boolean isTrue(Rows rows, String column) {
        var value = rows.value(column).orElse("false");
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new BadRelease("The column " + column + " says true or false, or nothing.");
        }
        return value.equalsIgnoreCase("true");
    }
}
