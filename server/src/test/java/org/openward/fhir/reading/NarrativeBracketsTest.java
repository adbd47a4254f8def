package org.openward.fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NarrativeBracketsTest {
    private static final WholeContext CONTEXT = new WholeContext();

    private static String inXml(String div) {
        return "<Patient xmlns='http://hl7.org/fhir'><text><status value='generated'/>" + div + "</text></Patient>";
    }

    private static String inJson(String div) {
        ObjectNode patient = new ObjectMapper().createObjectNode().put("resourceType", "Patient");
        patient.putObject("text").put("status", "generated").put("div", div);
        return patient.toString();
    }

    private static String div(String content) {
        return "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + content + "</div>";
    }

    private static XhtmlNode first(IParser parser, String text) {
        return parser.parseResource(Patient.class, text).getText().getDiv().getFirstElement();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    title="a > b"                        | a > b
                    title='a > "b"'                      | a > "b"
                    title = "a &gt; b"                   | a > b
                    title="&#62;&#x3e;&#x003E;&#0062;"   | >>>>
                    title="a>b" lang="en"                | a>b
                    lang="en>" title="a/>"               | a/>
                    title="> &lt;b>"                     | > <b>
                    title="\ue000 > &#xE001; &#57346;"   | \ue000 > \ue001 \ue002
                    """)
    void a_value_of_an_attribute_is_read_as_it_stands_and_written_so_in_both_formats(String attributes, String value) {
        var div = div("<p " + attributes + ">one <b>two</b></p>");

        for (var read : new Patient[] {
            CONTEXT.newXmlParser().parseResource(Patient.class, inXml(div)),
            CONTEXT.newJsonParser().parseResource(Patient.class, inJson(div))
        }) {
            var json = CONTEXT.newJsonParser().encodeResourceToString(read);
            var xml = CONTEXT.newXmlParser().encodeResourceToString(read);
            for (var paragraph : new XhtmlNode[] {
                read.getText().getDiv().getFirstElement(),
                first(CONTEXT.newJsonParser(), json),
                first(CONTEXT.newXmlParser(), xml),
                read.copy().getText().getDiv().getFirstElement()
            }) {
                assertThat(paragraph.getAttribute("title")).isEqualTo(value);
                assertThat(paragraph.allText()).isEqualTo("one two");
            }
        }
    }

    @Test
    void a_quote_within_a_value_without_quotes_begins_none() {
        var div = div("<p title=it's>one <b>it's</b></p>");

        assertThat(NarrativeBrackets.escapedIn(div).text()).isEqualTo(div);
    }

    @Test
    void brackets_elsewhere_are_nobodys_affair() {
        var text = "<?xml version='1.0'?><!-- <div title='>'> --><Patient xmlns='http://hl7.org/fhir'>"
                + "<language value='a > b'/></Patient>";

        assertThat(NarrativeBrackets.markedIn(text).found()).isZero();
        assertThat(CONTEXT.newXmlParser().parseResource(Patient.class, text).getLanguage())
                .isEqualTo("a > b");
    }

    @Test
    void narratives_of_records_within_records_are_read_so_too() {
        var patient = inXml("<h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:p title='a > b'>x</h:p></h:div>");
        var contained = patient.replace("</Patient>", "<contained>" + patient + "</contained></Patient>");
        var bundle = "<Bundle xmlns='http://hl7.org/fhir'><type value='collection'/><entry><resource>" + contained
                + "</resource></entry></Bundle>";

        var read = (DomainResource) CONTEXT.newXmlParser()
                .parseResource(Bundle.class, bundle)
                .getEntryFirstRep()
                .getResource();

        for (var record :
                new DomainResource[] {read, (DomainResource) read.getContained().get(0)}) {
            assertThat(record.getText().getDivAsString()).contains("title=\"a &gt; b\"");
        }
    }

    @Test
    void no_element_comes_out_of_an_attribute() {
        var read = first(CONTEXT.newXmlParser(), inXml(div("<p title='> &lt;script>alert(1)&lt;/script>'>x</p>")));

        assertThat(read.getChildNodes()).hasSize(1);
        assertThat(read.getAttribute("title")).isEqualTo("> <script>alert(1)</script>");
    }

    @Test
    void a_bracket_that_would_be_lost_is_refused() {
        assertThatThrownBy(() -> CONTEXT.newXmlParser()
                        .parseResource("<Patient xmlns='http://hl7.org/fhir'><div title='a > b'/></Patient>"))
                .isInstanceOf(UnreadElement.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>x</script>",
                "<SCRIPT src='#'/>",
                "<p><x:style>p {}</x:style></p>",
                "<?x > <script>x</script>",
                "<!-- > --><script>x</script>",
                "<![CDATA[>]]><script>x</script>",
                "<!DOCTYPE [ > <!-- ]><script>x</script>"
            })
    void a_script_is_found_wherever_a_reader_would_find_it(String content) {
        assertThat(NarrativeBrackets.escapedIn(div(content)).forbidden()).isNotEmpty();
        assertThatThrownBy(() -> SentNarratives.in(() -> CONTEXT.newJsonParser().parseResource(inJson(div(content)))))
                .isInstanceOf(ForbiddenElement.class)
                .hasMessageContaining("txt-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>the script of the style</p>",
                "<p style='color: red' title='&lt;script>'>&lt;script&gt;</p>",
                "<!-- <script> --><p>x</p>",
                "<![CDATA[<script>]]>",
                "<p>scripts</p><transcript/>"
            })
    void what_merely_says_so_is_none(String content) {
        assertThat(NarrativeBrackets.escapedIn(div(content)).forbidden()).isEmpty();
        assertThat(NarrativeBrackets.markedIn(inXml(div(content))).forbidden()).isEmpty();
    }

    @Test
    void a_script_that_is_stored_stays_readable() {
        var div = div("<p title=\"K\">K</p><script>a &lt; b</script>");

        var read = CONTEXT.newJsonParser().parseResource(Patient.class, inJson(div));

        assertThat(read.getText().getDivAsString()).isEqualTo(div);
        assertThatThrownBy(
                        () -> NothingPassedOver.in(() -> CONTEXT.newJsonParser().parseResource(inJson(div))))
                .isInstanceOf(ForbiddenElement.class);
    }
}
