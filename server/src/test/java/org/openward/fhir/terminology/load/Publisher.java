package org.openward.fhir.terminology.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Publishes releases of invented code systems, each in the form of a real one. */
final class Publisher {
    private static final String FOLDER = "Invented_RF2/Snapshot/";
    private static final String MODULE = "900000000000207008";

    private Publisher() {}

    /** An archive of texts, each after its name. */
    static byte[] archive(String... namesAndTexts) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * A tree of concepts in Release Format 2: concept 0 at the top, ten under each, each named twice and in a reference set with each tenth.
     *
     * @param date of the release, such as 20260101
     */
    static byte[] snomed(int concepts, String date) {
        var codes = new StringBuilder("id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n");
        var names = new StringBuilder(
                "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n");
        var preferred = new StringBuilder(
                "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId\n");
        var relations = new StringBuilder(
                "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId\n");
        var members = new StringBuilder("id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\n");
        for (int number = 0; number < concepts; number++) {
            var code = concept(number);
            var start = "\t" + date + "\t1\t" + MODULE + "\t";
            codes.append(code).append(start).append("900000000000074008\n");
            names.append("1%08d1".formatted(number))
                    .append(start)
                    .append("%s\ten\t900000000000003001\tInvented thing %d (finding)\t900000000000448009\n"
                            .formatted(code, number));
            names.append("2%08d1".formatted(number))
                    .append(start)
                    .append("%s\ten\t900000000000013009\tThing %d\t900000000000448009\n".formatted(code, number));
            preferred
                    .append(number)
                    .append(start)
                    .append("900000000000509007\t2%08d1\t900000000000548007\n".formatted(number));
            if (number > 0) {
                relations
                        .append(number)
                        .append(start)
                        .append("%s\t%s\t0\t116680003\t900000000000011006\t900000000000451002\n"
                                .formatted(code, concept((number - 1) / 10)));
                relations
                        .append("9")
                        .append(number)
                        .append(start)
                        .append("%s\t%s\t1\t700000007\t900000000000011006\t900000000000451002\n"
                                .formatted(code, concept(number % 7)));
            }
            if (number % 10 == 0) {
                members.append(number)
                        .append(start)
                        .append(concept(1))
                        .append('\t')
                        .append(code)
                        .append('\n');
            }
        }
        return archive(
                FOLDER + "Terminology/sct2_Concept_Snapshot_INT_" + date + ".txt",
                codes.toString(),
                FOLDER + "Terminology/sct2_Description_Snapshot-en_INT_" + date + ".txt",
                names.toString(),
                FOLDER + "Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_" + date + ".txt",
                preferred.toString(),
                FOLDER + "Terminology/sct2_Relationship_Snapshot_INT_" + date + ".txt",
                relations.toString(),
                FOLDER + "Refset/Content/der2_Refset_SimpleSnapshot_INT_" + date + ".txt",
                members.toString());
    }

    /** The identifier of a concept of {@link #snomed}. */
    static String concept(int number) {
        return "5%07d1".formatted(number);
    }

    /** A table of animals: mammals (dog, cat), birds (hen); the dodo is gone. */
    static String animals() {
        return """
                code,display,parent,inactive,abstract,display:de,legs
                animal,Animal,,,true,Tier,
                mammal,Mammal,animal,,true,Säugetier,
                dog,Dog,mammal,,,Hund,4
                cat,Cat,mammal,,,Katze,4
                bird,Bird,animal,,true,Vogel,
                hen,Hen,bird,,,Henne,2
                dodo,Dodo,bird,true,,Dronte,2
                """;
    }

    /** A table of so many codes, all under the first. */
    static String codes(int count) {
        var rows = new ArrayList<String>();
        rows.add("code,display,parent");
        rows.add("c0,Code 0,");
        for (int number = 1; number < count; number++) {
            rows.add("c%d,Code %d,c0".formatted(number, number));
        }
        return String.join("\n", rows);
    }
}
