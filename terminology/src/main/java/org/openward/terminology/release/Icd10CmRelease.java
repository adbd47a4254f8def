package org.openward.terminology.release;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.CodeSystem;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Name;

/**
 * ICD-10-CM as the "order file" of the CDC and CMS: in each line a number (columns 1 to 5), a code without its dot (7 to 13), whether it
 * may be billed (15), a short name (17 to 76) and a long one (from 78).
 */
final class Icd10CmRelease implements Release {
    private static final String FILE = "(?i)icd10cm[-_]order[-_](?!addenda).*\\.txt";
    private static final Pattern YEAR = Pattern.compile("(?i)icd10cm[-_]order[-_](?:april[-_])?(\\d{4})\\.txt");
    private static final int CATEGORY = 3;

    @Override
    public CodeSystem about() {
        return new CodeSystem()
                .setName("ICD_10_CM")
                .setTitle("ICD-10-CM")
                .setPublisher("National Center for Health Statistics");
    }

    @Override
    public Optional<String> version(ReleaseFile file) {
        return file.names()
                .flatMap(name -> YEAR.matcher(ReleaseFile.last(name)).results())
                .map(found -> found.group(1))
                .findFirst();
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        var name = file.one(FILE, "icd10cm-order-[year].txt");
        try (var rows = Rows.lines(file, name)) {
            while (rows.next()) {
                code(rows.at(0), facts);
            }
        }
        try (var rows = Rows.lines(file, name)) {
            var above = new ArrayDeque<String>();
            while (rows.next()) {
                parent(bare(rows.at(0)), above, facts);
            }
        }
    }

    private static void code(String line, Facts facts) {
        var bare = bare(line);
        var brief = StringUtils.substring(line, 16, 76).strip();
        var full = StringUtils.substring(line, 77).strip();
        var code = dotted(bare);
        facts.code(
                code,
                full.isEmpty() ? brief : full,
                line.charAt(14) == '0' ? EnumSet.of(Mark.GROUP_ONLY) : EnumSet.noneOf(Mark.class));
        if (!full.isEmpty() && !brief.equals(full)) {
            facts.name(code, new Name(0, "en", "LONG", full));
            facts.name(code, new Name(1, "en", "SHORT", brief));
        }
    }

    /** A code stands under the longest of those before it that it begins with. */
    private static void parent(String bare, ArrayDeque<String> above, Facts facts) {
        while (!above.isEmpty() && !bare.startsWith(above.peek())) {
            above.pop();
        }
        if (!above.isEmpty() && !above.peek().equals(bare)) {
            facts.parent(dotted(bare), dotted(above.peek()));
        }
        above.push(bare);
    }

    private static String bare(String line) {
        if (line.length() < 17 || !StringUtils.isNumeric(line.substring(0, 5)) || "01".indexOf(line.charAt(14)) < 0) {
            throw new BadRelease("A line is none of an order file of ICD-10-CM: " + StringUtils.abbreviate(line, 60));
        }
        return line.substring(6, 13).strip();
    }

    private static String dotted(String bare) {
        return bare.length() <= CATEGORY ? bare : bare.substring(0, CATEGORY) + "." + bare.substring(CATEGORY);
    }
}
