package org.openward.terminology.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A classification of three invented illnesses. */
class ClamlReleaseTest {
    private static final String CLAML =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE ClaML SYSTEM "ClaML.dtd">
            <ClaML version="2.0.0">
              <Title name="INVENTED" version="2026">Invented illnesses</Title>
              <Modifier code="M1"><SubClass code=".0"/><SubClass code=".1"/></Modifier>
              <ModifierClass modifier="M1" code=".0"><SuperClass code="M1"/>
                <Rubric kind="preferred"><Label xml:lang="en">With sneezing</Label></Rubric></ModifierClass>
              <ModifierClass modifier="M1" code=".1"><SuperClass code="M1"/>
                <Rubric kind="preferred"><Label xml:lang="en">Without</Label></Rubric></ModifierClass>
              <Class code="XXX" kind="chapter"><SubClass code="U97-U99"/>
                <Rubric kind="preferred"><Label xml:lang="en">Invented</Label></Rubric></Class>
              <Class code="U97-U99" kind="block"><SuperClass code="XXX"/>
                <Rubric kind="preferred"><Label xml:lang="en">Invented block</Label></Rubric></Class>
              <Class code="U97" kind="category" usage="dagger"><SuperClass code="U97-U99"/><ModifiedBy code="M1"/>
                <Rubric kind="preferred"><Label xml:lang="en">Chill <Term class="bold">of</Term> tests</Label></Rubric>
                <Rubric kind="inclusion"><Label xml:lang="en">Test shivers</Label></Rubric>
                <Rubric kind="exclusion"><Label xml:lang="en">Fear of tests <Reference>(U98)</Reference></Label></Rubric></Class>
              <Class code="U98" kind="category"><SuperClass code="U97-U99"/>
                <ModifiedBy code="M1" all="false"><ValidModifierClass code=".1"/></ModifiedBy>
                <Rubric kind="preferred"><Label xml:lang="en">Fear of tests</Label></Rubric></Class>
            </ClaML>
            """;

    @Test
    void classes_have_names_texts_and_what_they_stand_under() throws Exception {
        var told = Told.byText(ReleaseFormat.CLAML, CLAML);

        assertThat(told.displays).containsEntry("U97", "Chill of tests").containsEntry("XXX", "Invented");
        assertThat(told.marks).containsExactly("XXX GROUP_ONLY", "U97-U99 GROUP_ONLY");
        assertThat(told.names)
                .containsExactly(
                        "XXX 0 en preferred: Invented",
                        "U97-U99 0 en preferred: Invented block",
                        "U97 0 en preferred: Chill of tests",
                        "U97 1 en inclusion: Test shivers",
                        "U97.0 0 en preferred: Chill of tests : With sneezing",
                        "U97.1 0 en preferred: Chill of tests : Without",
                        "U98 0 en preferred: Fear of tests",
                        "U98.1 0 en preferred: Fear of tests : Without");
        assertThat(told.properties)
                .contains("U97 usage=dagger", "U97 kind=category", "U97 exclusion=Fear of tests (U98)");
        assertThat(told.parents).contains("U97-U99 < XXX", "U97 < U97-U99");
    }

    @Test
    void a_modified_class_stands_for_more_codes() throws Exception {
        var told = Told.byText(ReleaseFormat.CLAML, CLAML);

        assertThat(told.displays)
                .containsEntry("U97.0", "Chill of tests : With sneezing")
                .containsEntry("U97.1", "Chill of tests : Without")
                .containsEntry("U98.1", "Fear of tests : Without")
                .doesNotContainKey("U98.0");
        assertThat(told.parents).contains("U97.0 < U97", "U98.1 < U98");
    }

    @Test
    void the_title_says_the_version() throws Exception {
        try (var file = ReleaseFile.open(Told.archive("icd.xml", CLAML), 1 << 20)) {
            assertThat(ReleaseFormat.CLAML.version(file)).hasValue("2026");
        }
    }

    @Test
    void nothing_that_a_document_type_names_is_read() throws Exception {
        var secret = Files.writeString(Told.temporary(), "the secret");
        var text = "<!DOCTYPE ClaML [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                + "<ClaML><Class code='A' kind='category'><Rubric kind='preferred'><Label>&x;</Label></Rubric></Class></ClaML>";
        var bomb = "<!DOCTYPE ClaML [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
                + "<ClaML><Class code='A' kind='category'><Rubric kind='preferred'><Label>&b;</Label></Rubric></Class></ClaML>";

        assertThat(said(text)).doesNotContain("secret");
        assertThat(said(bomb)).doesNotContain("aaa");
    }

    /** Refused or passed over: both will do. */
    private static String said(String text) throws Exception {
        try {
            return Told.byText(ReleaseFormat.CLAML, text).displays.toString();
        } catch (BadRelease refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- %s -->",
                "<Meta name='%s'/>",
                "<?note %s?>",
                "<Class code='A'><![CDATA[%s]]></Class>",
                "<Class code='A'><!-- > -%s --></Class>"
            })
    void what_nobody_writes_as_long_is_refused(String markup) {
        var text = "<ClaML>" + markup.formatted("> x ".repeat(ShortMarkup.LONGEST / 4)) + "</ClaML>";

        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CLAML, text))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("characters");
    }

    @Test
    void a_document_type_without_an_end_is_refused() {
        var text = "<!DOCTYPE ClaML [" + "<!ELEMENT x ANY>".repeat(ShortMarkup.LONGEST / 10) + "]><ClaML/>";

        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CLAML, text))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("characters");
    }

    @Test
    void comments_and_sections_may_hold_what_looks_like_markup() throws Exception {
        var told = Told.byText(
                ReleaseFormat.CLAML,
                "<!DOCTYPE ClaML [<!-- don't --><!ELEMENT x ANY>]><!-- it's <a> <!- -> --><?x > ?><ClaML>"
                        + "<Class code='A' kind='>'><Rubric kind='preferred'><Label><![CDATA[a > b ]> c]]></Label></Rubric></Class>"
                        + "</ClaML>" + " ".repeat(ShortMarkup.LONGEST + 1));

        assertThat(told.displays).containsEntry("A", "a > b ]> c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<SuperClass code='B'/>", "<ModifiedBy code='M'/>", "<Rubric kind='x'><Label>y</Label></Rubric>"
            })
    void lists_without_an_end_are_refused(String element) {
        var text = "<ClaML><Class code='A' kind='category'>" + element.repeat(100_000) + "</Class></ClaML>";

        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CLAML, text))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("A class of the ClaML has more than");
    }

    @Test
    void modifiers_hold_no_more_than_fits_into_the_memory() {
        var longText = "x".repeat(900_000);
        var modifier = "<ModifierClass modifier='M' code='%d'><Rubric kind='preferred'><Label>" + longText
                + "</Label></Rubric></ModifierClass>";
        var text = new StringBuilder("<ClaML>");
        for (var each = 0; each < 23; each++) {
            text.append(modifier.formatted(each));
        }

        assertThatThrownBy(() ->
                        Told.byText(ReleaseFormat.CLAML, text.append("</ClaML>").toString()))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("classes of modifiers");
    }

    @Test
    void other_xml_and_text_that_breaks_off_are_refused() {
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CLAML, "<Bundle/>"))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no ClaML");
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CLAML, CLAML.substring(0, CLAML.length() / 2)))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no well-formed XML");
    }
}
