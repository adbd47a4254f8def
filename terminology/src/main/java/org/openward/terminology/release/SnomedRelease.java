package org.openward.terminology.release;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.PropertyType;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Name;
import org.openward.terminology.release.Facts.Property;

/** An edition of SNOMED CT in Release Format 2; its Snapshot is read, what history there is besides is not. */
final class SnomedRelease implements Release {
    private static final String SYSTEM = "http://snomed.info/sct";
    private static final String TEXT = ".*\\.txt";
    private static final String IS_A = "116680003";
    private static final String INTERNATIONAL = "900000000000207008";
    private static final String FULLY_SPECIFIED = "900000000000003001";
    private static final String DEFINED = "900000000000073002";
    private static final String PREFERRED = "900000000000548007";
    private static final String US_ENGLISH = "900000000000509007";
    private static final Pattern INTERNATIONAL_DATE = Pattern.compile("x?sct2_Concept_Snapshot_INT_(\\d{8})\\.txt");

    /** The columns that all files of the format begin with: id, effectiveTime, active, moduleId. */
    private static final int ACTIVE = 2;

    private static final int MODULE = 3;

    @Override
    public CodeSystem about() {
        var about = new CodeSystem()
                .setName("SNOMED_CT")
                .setTitle("SNOMED CT")
                .setPublisher("SNOMED International")
                .setValueSet(SYSTEM + "?fhir_vs");
        about.setCopyright("SNOMED CT is licensed by SNOMED International.");
        about.addProperty().setCode("moduleId").setType(PropertyType.CODE);
        about.addProperty().setCode("effectiveTime").setType(PropertyType.STRING);
        about.addProperty().setCode("sufficientlyDefined").setType(PropertyType.STRING);
        about.addProperty()
                .setCode("memberOf")
                .setType(PropertyType.CODE)
                .setDescription("The reference sets that a concept is in.");
        return about;
    }

    /** Which module an edition is named after, only the international one says by its file names. */
    @Override
    public Optional<String> version(ReleaseFile file) {
        return file.named(INTERNATIONAL_DATE.pattern()).stream()
                .flatMap(name ->
                        INTERNATIONAL_DATE.matcher(ReleaseFile.last(name)).results())
                .map(found -> "%s/%s/version/%s".formatted(SYSTEM, INTERNATIONAL, found.group(1)))
                .findFirst();
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        file.requireArchive("SNOMED CT is published as one, with a folder Snapshot in it.");
        concepts(file, facts);
        descriptions(file, facts);
        relationships(file, facts);
        concreteValues(file, facts);
        members(file, facts);
    }

    private static void concepts(ReleaseFile file, Facts facts) throws IOException {
        var name = file.one("x?sct2_Concept_Snapshot_" + TEXT, "Snapshot/Terminology/sct2_Concept_Snapshot_...txt");
        try (var rows = Rows.tabs(file, name)) {
            rows.with("id", "active", "moduleId", "definitionStatusId");
            while (rows.next()) {
                rows.require(5);
                var id = rows.at(0);
                facts.code(
                        id, null, rows.at(ACTIVE).equals("1") ? EnumSet.noneOf(Mark.class) : EnumSet.of(Mark.INACTIVE));
                facts.property(id, Property.text("effectiveTime", rows.at(1)));
                facts.property(id, Property.code("moduleId", rows.at(MODULE)));
                facts.property(
                        id,
                        Property.text(
                                "sufficientlyDefined", String.valueOf(rows.at(4).equals(DEFINED))));
            }
        }
    }

    private static void descriptions(ReleaseFile file, Facts facts) throws IOException {
        var preferred = preferred(file);
        var names = file.named("x?sct2_(Description|TextDefinition)_Snapshot" + TEXT);
        if (names.isEmpty()) {
            throw new BadRelease("The archive has no Snapshot/Terminology/sct2_Description_Snapshot...txt.");
        }
        for (var name : names) {
            try (var rows = Rows.tabs(file, name)) {
                rows.with("id", "active", "conceptId", "languageCode", "typeId", "term");
                while (rows.next()) {
                    rows.require(8);
                    if (rows.at(ACTIVE).equals("1")) {
                        description(rows, preferred, facts);
                    }
                }
            }
        }
    }

    private static void description(Rows rows, Preferred preferred, Facts facts) {
        if (ReleaseFile.last(rows.name()).contains("TextDefinition")) {
            facts.property(rows.at(4), Property.text("definition", rows.at(7)));
        } else {
            var type = rows.at(6);
            facts.name(rows.at(4), new Name(rank(rows, type, preferred), rows.at(5), type, rows.at(7)));
        }
    }

    /** The preferred term, in American English if there is one; else the fully specified name. */
    private static int rank(Rows rows, String type, Preferred preferred) {
        if (type.equals(FULLY_SPECIFIED)) {
            return 3;
        }
        var id = number(rows.at(0));
        if (preferred.american().has(id)) {
            return 0;
        }
        if (preferred.any().has(id)) {
            return rows.at(5).equals("en") ? 1 : 2;
        }
        return 4;
    }

    /** Numbers of descriptions that some language prefers; millions, so they are kept as such. */
    private record Preferred(Numbers american, Numbers any) {}

    private static Preferred preferred(ReleaseFile file) throws IOException {
        var preferred = new Preferred(new Numbers(), new Numbers());
        for (var name : file.named("x?der2_cRefset_Language.*Snapshot" + TEXT)) {
            try (var rows = Rows.tabs(file, name)) {
                rows.with("id", "active", "refsetId", "referencedComponentId", "acceptabilityId");
                while (rows.next()) {
                    rows.require(7);
                    if (rows.at(ACTIVE).equals("1") && rows.at(6).equals(PREFERRED)) {
                        var numbers = rows.at(4).equals(US_ENGLISH) ? preferred.american() : preferred.any();
                        numbers.add(number(rows.at(5)));
                    }
                }
            }
        }
        return preferred;
    }

    private static long number(String id) {
        if (id.length() > 18 || !StringUtils.isNumeric(id)) {
            throw new BadRelease("'%s' is no identifier of SNOMED CT.".formatted(StringUtils.abbreviate(id, 30)));
        }
        return Long.parseLong(id);
    }

    private static void relationships(ReleaseFile file, Facts facts) throws IOException {
        var name = file.one(
                "x?sct2_Relationship_Snapshot_" + TEXT, "Snapshot/Terminology/sct2_Relationship_Snapshot_...txt");
        try (var rows = Rows.tabs(file, name)) {
            rows.with("id", "active", "sourceId", "destinationId", "typeId");
            while (rows.next()) {
                rows.require(10);
                if (rows.at(ACTIVE).equals("1")) {
                    var type = rows.at(7);
                    if (type.equals(IS_A)) {
                        facts.parent(rows.at(4), rows.at(5));
                    } else {
                        facts.property(rows.at(4), Property.code(type, rows.at(5)));
                    }
                }
            }
        }
    }

    /** Numbers begin with # and texts stand in quotation marks. */
    private static void concreteValues(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named("x?sct2_RelationshipConcreteValues_Snapshot" + TEXT)) {
            try (var rows = Rows.tabs(file, name)) {
                rows.with("id", "active", "sourceId", "value", "typeId");
                while (rows.next()) {
                    rows.require(10);
                    if (rows.at(ACTIVE).equals("1")) {
                        var value = StringUtils.strip(Strings.CS.removeStart(rows.at(5), "#"), "\"");
                        facts.property(rows.at(4), Property.text(rows.at(7), value));
                    }
                }
            }
        }
    }

    private static void members(ReleaseFile file, Facts facts) throws IOException {
        for (var name : file.named("x?der2_Refset_.*Snapshot" + TEXT)) {
            try (var rows = Rows.tabs(file, name)) {
                rows.with("id", "active", "refsetId", "referencedComponentId");
                while (rows.next()) {
                    rows.require(6);
                    if (rows.at(ACTIVE).equals("1")) {
                        facts.property(rows.at(5), Property.code("memberOf", rows.at(4)));
                    }
                }
            }
        }
    }
}
