package org.openward.terminology.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** All identifiers of concepts are invented. */
class SnomedReleaseTest {
    private static final String TERMINOLOGY = "Invented_RF2/Snapshot/Terminology/";
    private static final String CONCEPTS =
            """
            id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId
            100005\t20260101\t1\t900000000000207008\t900000000000074008
            200001\t20260101\t1\t900000000000207008\t900000000000073002
            300002\t20250101\t0\t900000000000207008\t900000000000074008
            """;
    private static final String DESCRIPTIONS =
            """
            id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId
            11011\t20260101\t1\t900000000000207008\t200001\ten\t900000000000003001\tCold "nose" (finding)\t900000000000448009
            12012\t20260101\t1\t900000000000207008\t200001\ten\t900000000000013009\tColour of nose\t900000000000448009
            13013\t20260101\t1\t900000000000207008\t200001\ten\t900000000000013009\tColor of nose\t900000000000448009
            14014\t20260101\t0\t900000000000207008\t200001\ten\t900000000000013009\tWithdrawn name\t900000000000448009
            """;
    private static final String LANGUAGE =
            """
            id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId
            a\t20260101\t1\t900000000000207008\t900000000000509007\t13013\t900000000000548007
            b\t20260101\t1\t900000000000207008\t900000000000508004\t12012\t900000000000548007
            c\t20260101\t1\t900000000000207008\t900000000000508004\t13013\t900000000000549004
            """;
    private static final String RELATIONSHIPS =
            """
            id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId
            1\t20260101\t1\t900000000000207008\t200001\t100005\t0\t116680003\t900000000000011006\t900000000000451002
            2\t20260101\t1\t900000000000207008\t200001\t100005\t1\t700007\t900000000000011006\t900000000000451002
            3\t20260101\t0\t900000000000207008\t300002\t100005\t0\t116680003\t900000000000011006\t900000000000451002
            """;
    private static final String MEMBERS =
            """
            id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId
            d\t20260101\t1\t900000000000207008\t800008\t200001
            e\t20260101\t0\t900000000000207008\t800008\t100005
            """;

    private static String[] edition() {
        return new String[] {
            TERMINOLOGY + "sct2_Concept_Snapshot_INT_20260101.txt",
            CONCEPTS,
            TERMINOLOGY + "sct2_Description_Snapshot-en_INT_20260101.txt",
            DESCRIPTIONS,
            "Invented_RF2/Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20260101.txt",
            LANGUAGE,
            TERMINOLOGY + "sct2_Relationship_Snapshot_INT_20260101.txt",
            RELATIONSHIPS,
            "Invented_RF2/Snapshot/Refset/Content/der2_Refset_SimpleSnapshot_INT_20260101.txt",
            MEMBERS,
            "Invented_RF2/Full/Terminology/sct2_Concept_Full_INT_20260101.txt",
            "not read",
        };
    }

    @Test
    void the_snapshot_is_read_and_nothing_that_is_withdrawn() throws Exception {
        var told = Told.by(ReleaseFormat.SNOMED_RF2, edition());

        assertThat(told.displays).containsOnlyKeys("100005", "200001", "300002");
        assertThat(told.marks).containsExactly("300002 INACTIVE");
        assertThat(told.parents).containsExactly("200001 < 100005");
        assertThat(told.properties)
                .contains("200001 700007=100005", "200001 sufficientlyDefined=true", "200001 memberOf=800008")
                .doesNotContain("100005 memberOf=800008");
        assertThat(told.names).noneMatch(name -> name.contains("Withdrawn"));
    }

    @Test
    void the_preferred_american_name_comes_first_then_another_preferred_one() throws Exception {
        var told = Told.by(ReleaseFormat.SNOMED_RF2, edition());

        assertThat(told.names)
                .containsExactlyInAnyOrder(
                        "200001 0 en 900000000000013009: Color of nose",
                        "200001 1 en 900000000000013009: Colour of nose",
                        "200001 3 en 900000000000003001: Cold \"nose\" (finding)");
    }

    @Test
    void the_international_edition_says_its_version() throws Exception {
        try (var file = ReleaseFile.open(Told.archive(edition()), 1 << 20)) {
            assertThat(ReleaseFormat.SNOMED_RF2.version(file))
                    .hasValue("http://snomed.info/sct/900000000000207008/version/20260101");
        }
    }

    @Test
    void an_archive_without_concepts_or_with_rows_cut_off_is_refused() {
        assertThatThrownBy(() -> Told.by(ReleaseFormat.SNOMED_RF2, "readme.txt", "hello"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("sct2_Concept_Snapshot");
        assertThatThrownBy(() -> Told.by(
                        ReleaseFormat.SNOMED_RF2,
                        TERMINOLOGY + "sct2_Concept_Snapshot_INT_20260101.txt",
                        CONCEPTS + "400003\t2026"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("only 2 columns");
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.SNOMED_RF2, CONCEPTS))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no zip archive");
    }
}
