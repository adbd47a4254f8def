package org.openward.terminology.release;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.PropertyType;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Name;
import org.openward.terminology.release.Facts.Property;

/** LOINC as its archive: the table of codes; and, where they are in it, parts, hierarchy, answers and names in other languages. */
final class LoincRelease implements Release {
    private static final Pattern VERSION = Pattern.compile("(?i)loinc_(\\d{1,2}\\.\\d{2})");
    private static final Pattern VARIANT = Pattern.compile("([a-z]{2})([A-Z]{2})\\d*LinguisticVariant\\.csv");
    private static final List<String> AXES =
            List.of("COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP");
    private static final List<String> PROPERTIES = List.of(
            "STATUS",
            "CLASS",
            "CLASSTYPE",
            "ORDER_OBS",
            "VersionLastChanged",
            "VersionFirstReleased",
            "UNITSREQUIRED",
            "EXAMPLE_UCUM_UNITS",
            "PanelType",
            "EXTERNAL_COPYRIGHT_NOTICE");
    private static final List<String> NAMES = List.of("SHORTNAME", "DisplayName", "CONSUMER_NAME");

    @Override
    public CodeSystem about() {
        var about = new CodeSystem()
                .setName("LOINC")
                .setTitle("LOINC")
                .setPublisher("Regenstrief Institute, Inc.")
                .setValueSet("http://loinc.org/vs");
        about.setCopyright("LOINC is licensed by Regenstrief Institute, Inc.; see https://loinc.org/license.");
        Stream.concat(AXES.stream(), PROPERTIES.stream())
                .forEach(each -> about.addProperty().setCode(each).setType(PropertyType.STRING));
        about.addProperty()
                .setCode("LIST")
                .setType(PropertyType.CODE)
                .setDescription("The answer lists that it is in.");
        return about;
    }

    @Override
    public Optional<String> version(ReleaseFile file) {
        return file.names()
                .flatMap(name -> VERSION.matcher(name).results())
                .map(found -> found.group(1))
                .findFirst();
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        codes(file, facts);
        if (file.isArchive()) {
            parts(file, facts);
            answers(file, facts);
            hierarchy(file, facts);
            links(file, facts);
            variants(file, facts);
        }
    }

    private static void codes(ReleaseFile file, Facts facts) throws IOException {
        try (var rows = Rows.table(file, file.one("Loinc\\.csv", "LoincTable/Loinc.csv"))) {
            rows.with("LOINC_NUM", "LONG_COMMON_NAME", "STATUS");
            while (rows.next()) {
                var code = rows.needed("LOINC_NUM");
                facts.code(
                        code,
                        rows.value("LONG_COMMON_NAME").orElseGet(() -> specified(rows)),
                        rows.needed("STATUS").equals("DEPRECATED")
                                ? EnumSet.of(Mark.INACTIVE)
                                : EnumSet.noneOf(Mark.class));
                rows.value("LONG_COMMON_NAME")
                        .ifPresent(text -> facts.name(code, new Name(0, "en", "LONG_COMMON_NAME", text)));
                facts.name(code, new Name(2, "en", "FullySpecifiedName", specified(rows)));
                for (var name : NAMES) {
                    rows.value(name).ifPresent(text -> facts.name(code, new Name(3, "en", name, text)));
                }
                Stream.concat(AXES.stream(), PROPERTIES.stream()).forEach(each -> rows.value(each)
                        .ifPresent(value -> facts.property(code, Property.text(each, value))));
            }
        }
    }

    private static String specified(Rows rows) {
        return AXES.stream().map(axis -> rows.value(axis).orElse("")).collect(Collectors.joining(":"));
    }

    private static void parts(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named("Part\\.csv")) {
            try (var rows = Rows.table(file, name).with("PartNumber", "PartName")) {
                while (rows.next()) {
                    facts.code(
                            rows.needed("PartNumber"),
                            rows.value("PartDisplayName")
                                    .or(() -> rows.value("PartName"))
                                    .orElse(null),
                            rows.value("Status").filter("DEPRECATED"::equals).isPresent()
                                    ? EnumSet.of(Mark.INACTIVE, Mark.GROUP_ONLY)
                                    : EnumSet.of(Mark.GROUP_ONLY));
                }
            }
        }
    }

    private static void answers(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named("AnswerList\\.csv")) {
            try (var rows =
                    Rows.table(file, name).with("AnswerListId", "AnswerListName", "AnswerStringId", "DisplayText")) {
                while (rows.next()) {
                    var list = rows.needed("AnswerListId");
                    facts.code(list, rows.value("AnswerListName").orElse(list), EnumSet.of(Mark.GROUP_ONLY));
                    rows.value("AnswerStringId").ifPresent(answer -> {
                        facts.code(answer, rows.value("DisplayText").orElse(answer), Set.of());
                        facts.property(answer, Property.code("LIST", list));
                    });
                }
            }
        }
        for (var name : file.named("LoincAnswerListLink\\.csv")) {
            try (var rows = Rows.table(file, name).with("LoincNumber", "AnswerListId")) {
                while (rows.next()) {
                    facts.property(
                            rows.needed("LoincNumber"), Property.code("answer-list", rows.needed("AnswerListId")));
                }
            }
        }
    }

    /** By component and system in newer archives, by several axes in older ones; parts that stand nowhere else are codes by it. */
    private static void hierarchy(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named("(ComponentHierarchyBySystem|MultiAxialHierarchy)\\.csv")) {
            try (var rows = Rows.table(file, name).with("CODE", "IMMEDIATE_PARENT", "CODE_TEXT")) {
                while (rows.next()) {
                    facts.code(rows.needed("CODE"), rows.value("CODE_TEXT").orElse(null), EnumSet.of(Mark.GROUP_ONLY));
                }
            }
            try (var rows = Rows.table(file, name)) {
                while (rows.next()) {
                    var code = rows.needed("CODE");
                    rows.value("IMMEDIATE_PARENT").ifPresent(parent -> facts.parent(code, parent));
                }
            }
        }
    }

    private static void links(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named("LoincPartLink_Primary\\.csv")) {
            try (var rows = Rows.table(file, name).with("LoincNumber", "PartNumber", "PartName", "Property")) {
                while (rows.next()) {
                    var property = ReleaseFile.last(rows.needed("Property"));
                    facts.property(
                            rows.needed("LoincNumber"),
                            new Property(
                                    property,
                                    Property.Kind.CODE,
                                    rows.needed("PartNumber"),
                                    rows.value("PartName").orElse(null)));
                }
            }
        }
    }

    private static void variants(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named(VARIANT.pattern())) {
            var language = VARIANT.matcher(ReleaseFile.last(name)).replaceFirst("$1-$2");
            try (var rows = Rows.table(file, name).with("LOINC_NUM")) {
                while (rows.next()) {
                    rows.value("LONG_COMMON_NAME")
                            .or(() -> rows.value("LinguisticVariantDisplayName"))
                            .or(() -> Optional.of(specified(rows)).filter(text -> !text.equals(":::::")))
                            .ifPresent(text -> facts.name(rows.needed("LOINC_NUM"), new Name(5, language, null, text)));
                }
            }
        }
    }
}
