package org.openward.terminology.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** All content is invented; only the columns are the publishers'. */
class OtherReleasesTest {
    private static final String LOINC_TABLE =
            """
            "LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","STATUS","SHORTNAME","LONG_COMMON_NAME"
            "90001-1","Moonshine","MCnc","Pt","Ser/Plas","Qn","","CHEM","ACTIVE","Moonsh SerPl","Moonshine ""pure"" in Serum, or Plasma"
            "90002-9","Moonshine","PrThr","Pt","Urine","Ord","Strip","CHEM","DEPRECATED","","Moonshine in Urine"
            """;

    @Test
    void the_table_of_loinc_gives_codes_axes_and_names() throws Exception {
        var told = Told.byText(ReleaseFormat.LOINC, LOINC_TABLE);

        assertThat(told.displays)
                .containsEntry("90001-1", "Moonshine \"pure\" in Serum, or Plasma")
                .containsEntry("90002-9", "Moonshine in Urine");
        assertThat(told.marks).containsExactly("90002-9 INACTIVE");
        assertThat(told.properties)
                .contains("90001-1 SYSTEM=Ser/Plas", "90001-1 STATUS=ACTIVE", "90002-9 METHOD_TYP=Strip");
        assertThat(told.names)
                .contains(
                        "90001-1 3 en SHORTNAME: Moonsh SerPl",
                        "90001-1 2 en FullySpecifiedName: Moonshine:MCnc:Pt:Ser/Plas:Qn:");
    }

    @Test
    void an_archive_of_loinc_has_parts_answers_hierarchy_and_other_languages_besides() throws Exception {
        var told = Told.by(
                ReleaseFormat.LOINC,
                "Loinc_9.99/LoincTable/Loinc.csv",
                LOINC_TABLE,
                "Loinc_9.99/AccessoryFiles/PartFile/Part.csv",
                "PartNumber,PartTypeName,PartName,PartDisplayName,Status\nLP90000-1,COMPONENT,Moonshine,Moonshine,ACTIVE\n",
                "Loinc_9.99/AccessoryFiles/PartFile/LoincPartLink_Primary.csv",
                """
                LoincNumber,LongCommonName,PartNumber,PartName,PartCodeSystem,PartTypeName,LinkTypeName,Property
                90001-1,x,LP90000-1,Moonshine,http://loinc.org,COMPONENT,Primary,http://loinc.org/property/COMPONENT
                """,
                "Loinc_9.99/AccessoryFiles/AnswerFile/AnswerList.csv",
                "AnswerListId,AnswerListName,AnswerStringId,DisplayText\nLL9000-1,How much,LA90000-1,A lot\n",
                "Loinc_9.99/AccessoryFiles/AnswerFile/LoincAnswerListLink.csv",
                "LoincNumber,LongCommonName,AnswerListId\n90002-9,x,LL9000-1\n",
                "Loinc_9.99/AccessoryFiles/ComponentHierarchyBySystem/ComponentHierarchyBySystem.csv",
                "PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT\n,1,,LP90000-1,Moonshine\nLP90000-1,1,LP90000-1,90001-1,x\n",
                "Loinc_9.99/AccessoryFiles/LinguisticVariants/deAT24LinguisticVariant.csv",
                "LOINC_NUM,COMPONENT,LONG_COMMON_NAME\n90001-1,Selbstgebrannter,Selbstgebrannter im Serum\n");

        assertThat(told.displays).containsEntry("LP90000-1", "Moonshine").containsEntry("LA90000-1", "A lot");
        assertThat(told.marks).contains("LP90000-1 GROUP_ONLY", "LL9000-1 GROUP_ONLY");
        assertThat(told.properties)
                .contains("90001-1 COMPONENT=LP90000-1", "LA90000-1 LIST=LL9000-1", "90002-9 answer-list=LL9000-1");
        assertThat(told.parents).containsExactly("90001-1 < LP90000-1");
        assertThat(told.names).contains("90001-1 5 de-AT null: Selbstgebrannter im Serum");
    }

    @Test
    void an_archive_of_loinc_says_its_version() throws Exception {
        try (var file = ReleaseFile.open(Told.archive("Loinc_9.99/LoincTable/Loinc.csv", LOINC_TABLE), 1 << 20)) {
            assertThat(ReleaseFormat.LOINC.version(file)).hasValue("9.99");
        }
    }

    @Test
    void the_order_file_of_icd_10_cm_gives_dots_short_names_and_what_stands_under_what() throws Exception {
        var told = Told.byText(
                ReleaseFormat.ICD_10_CM,
                line(1, "U99", 0, "Invented illness", "Invented illness")
                        + line(2, "U990", 1, "Invented illness, mild", "Invented illness, mild, as seen in tests")
                        + line(3, "U991", 0, "Invented illness, bad", "Invented illness, bad")
                        + line(4, "U991XXA", 1, "Inv illness, bad, init", "Invented illness, bad, initial encounter"));

        assertThat(told.displays)
                .containsEntry("U99.0", "Invented illness, mild, as seen in tests")
                .containsEntry("U99.1XXA", "Invented illness, bad, initial encounter");
        assertThat(told.marks).containsExactly("U99 GROUP_ONLY", "U99.1 GROUP_ONLY");
        assertThat(told.names).contains("U99.1XXA 1 en SHORT: Inv illness, bad, init");
        assertThat(told.parents).containsExactly("U99.0 < U99", "U99.1 < U99", "U99.1XXA < U99.1");
    }

    private static String line(int number, String code, int billable, String brief, String full) {
        return "%05d %-7s %d %-60s %s\n".formatted(number, code, billable, brief, full);
    }

    @Test
    void rxnorm_says_itself_and_not_by_its_sources() throws Exception {
        var told = Told.by(
                ReleaseFormat.RXNORM,
                "rrf/RXNCONSO.RRF",
                """
                9000001|ENG||||||1||||RXNORM|IN|9000001|inventol||N||
                9000002|ENG||||||2||||RXNORM|SCD|9000002|inventol 5 MG Oral Tablet||N||
                9000002|ENG||||||3||||RXNORM|PSN|9000002|inventol 5 mg tablet||N||
                9000003|ENG||||||4||||OTHER|IN|9000003|of a source||N||
                9000004|ENG||||||5||||RXNORM|IN|9000004|oldol||O||
                """,
                "rrf/RXNREL.RRF",
                """
                9000001||CUI|RO|9000002||CUI|has_ingredient|1||RXNORM|||||
                9000001||CUI|RN|9000002||CUI|isa|2||RXNORM|||||
                9000001||AUI|RO|9000002||AUI|has_ingredient|3||OTHER|||||
                """,
                "rrf/RXNSAT.RRF",
                "9000002|||2|AUI|9000002|||RXN_STRENGTH|RXNORM|5 MG|N||\n");

        assertThat(told.displays)
                .containsEntry("9000002", "inventol 5 MG Oral Tablet")
                .doesNotContainKey("9000003");
        assertThat(told.marks).containsExactly("9000004 INACTIVE");
        assertThat(told.names)
                .containsExactly(
                        "9000001 0 en IN: inventol",
                        "9000002 0 en SCD: inventol 5 MG Oral Tablet",
                        "9000004 0 en IN: oldol",
                        "9000002 1 en PSN: inventol 5 mg tablet");
        assertThat(told.properties)
                .contains("9000002 TTY=SCD", "9000002 has_ingredient=9000001", "9000002 RXN_STRENGTH=5 MG");
        assertThat(told.parents).containsExactly("9000002 < 9000001");
    }

    @Test
    void atc_comes_with_a_row_for_each_dose_between_semicolons_too() throws Exception {
        var told = Told.byText(
                ReleaseFormat.ATC,
                """
                ATC code;ATC level name;DDD;UOM;Adm.R;Note
                Z;INVENTED SYSTEM;;;;
                Z01;INVENTED DRUGS;;;;
                Z01A;INVENTED DRUGS, PLAIN;;;;
                Z01AA;Inventols;;;;
                Z01AA01;inventol;5;mg;O;
                Z01AA01;inventol;2;mg;P;depot
                """);

        assertThat(told.displays).containsEntry("Z01AA01", "inventol").hasSize(5);
        assertThat(told.properties).containsExactly("Z01AA01 DDD=5 mg O", "Z01AA01 DDD=2 mg P depot");
        assertThat(told.parents).contains("Z01AA01 < Z01AA", "Z01AA < Z01A", "Z01A < Z01", "Z01 < Z");
        assertThat(told.marks).contains("Z01AA GROUP_ONLY").doesNotContain("Z01AA01 GROUP_ONLY");
    }

    @Test
    void a_table_of_a_site_has_parents_languages_and_properties() throws Exception {
        var told = Told.byText(
                ReleaseFormat.CSV,
                "\ufeffcode,display,parent,inactive,display:de,ward\nA,Alpha,,,,\nB,\"Beta,\nlower\",A,true,Beta unten,3\n");

        assertThat(told.displays).containsEntry("B", "Beta,\nlower");
        assertThat(told.marks).containsExactly("B INACTIVE");
        assertThat(told.names).containsExactly("B 1 de null: Beta unten");
        assertThat(told.properties).containsExactly("B ward=3");
        assertThat(told.parents).containsExactly("B < A");
    }

    @Test
    void what_is_missing_is_named() {
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CSV, "kode,display\nA,Alpha\n"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no column code");
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CSV, "code,display\nA,\"Alpha\n"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("never closed");
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CSV, "code,display\n,Alpha\n"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("Row 2");
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.ATC, "code,name\nnonsense,x\n"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no code of ATC");
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.ICD_10_CM, "no order file\n"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("order file");
        assertThatThrownBy(() -> Told.by(ReleaseFormat.RXNORM, "rrf/OTHER.RRF", ""))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("RXNCONSO");
    }
}
