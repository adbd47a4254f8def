package org.openward.fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ca.uhn.fhir.util.ClasspathUtil;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What stands in a narrative comes back, whichever format it was sent in and is read in. */
@HospitalTest
class NarrativesIT {
    private static final String JSON = "application/fhir+json";
    private static final String XML = "application/fhir+xml";
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final String DIV =
            """
            <div xmlns="http://www.w3.org/1999/xhtml"><p title="K &gt; 6.5, Na > 150 &amp; 'x'">K <img alt="> 6" src="#1"/>\
            <span lang='a > "b"'>high</span><b title="&gt;&lt;script&gt;alert(1)&lt;/script&gt;">!</b> > 3\
            <i>the script said: style</i></p></div>""";

    private final FhirClient client;

    NarrativesIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    private static String patient(String format, String div) {
        if (format.equals(XML)) {
            return "<Patient xmlns=\"http://hl7.org/fhir\"><text><status value=\"additional\"/>" + div
                    + "</text><name><family value=\"Told\"/></name></Patient>";
        }
        ObjectNode patient = TREES.createObjectNode().put("resourceType", "Patient");
        patient.putObject("text").put("status", "additional").put("div", div);
        patient.putArray("name").addObject().put("family", "Told");
        return patient.toString();
    }

    private static String transaction(String format, String div) {
        if (format.equals(XML)) {
            return "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"transaction\"/><entry><resource>"
                    + patient(format, div)
                    + "</resource><request><method value=\"POST\"/><url value=\"Patient\"/></request></entry></Bundle>";
        }
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + patient(format, div)
                + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
    }

    private Answer send(String method, String path, String body, String format) {
        var answer = client.send(method, path, body, "Content-Type", format, "Accept", JSON);
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
        return answer;
    }

    private static String address(Answer created) throws IOException {
        return "/Patient/" + TREES.readTree(created.body()).path("id").asText();
    }

    private void assertReadAsSent(String address, String div) throws Exception {
        var inXml = client.get(address, "Accept", XML).body();
        assertSame(inXml.substring(inXml.indexOf("<div"), inXml.lastIndexOf("</div>") + "</div>".length()), div);
        assertSame(narrative(TREES.readTree(client.get(address, "Accept", JSON).body())), div);
        var id = address.substring(address.lastIndexOf('/') + 1);
        for (var several : new String[] {"/Patient?_id=" + id, address + "/_history"}) {
            var first = TREES.readTree(client.get(several).body()).path("entry").path(0);
            assertSame(narrative(first.path("resource")), div);
        }
    }

    private static String narrative(JsonNode record) {
        return record.path("text").path("div").asText();
    }

    private static void assertSame(String read, String sent) throws Exception {
        assertThat(tree(read).isEqualNode(tree(sent)))
                .as(read + "\n is not\n" + sent)
                .isTrue();
    }

    /** Line breaks are blanks in XHTML. */
    private static Node tree(String xml) throws ParserConfigurationException, IOException, SAXException {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setCoalescing(true);
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml.replaceAll("(?:\\s|&#xA;)+", " "))))
                .getDocumentElement();
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, XML})
    void a_narrative_comes_back_as_it_was_sent(String format) throws Exception {
        var address = address(send("POST", "/Patient", patient(format, DIV), format));

        assertReadAsSent(address, DIV);
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, XML})
    void it_stays_when_the_record_is_read_and_changed_and_sent_again(String format) throws Exception {
        var address = address(send("POST", "/Patient", patient(format, DIV), format));
        var read = client.get(address, "Accept", format).body();

        send("PUT", address, read.replace("Told", "Told again"), format);
        assertReadAsSent(address, DIV);

        send(
                "PATCH",
                address,
                "[{\"op\":\"replace\",\"path\":\"/name/0/family\",\"value\":\"Patched\"}]",
                "application/json-patch+json");
        send(
                "PATCH",
                address,
                "<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Patient/f:name/f:family/@value\">Once more</replace></diff>",
                "application/xml-patch+xml");
        assertReadAsSent(address, DIV);
        assertThat(client.get(address).body()).contains("Once more");
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, XML})
    void it_comes_back_from_a_transaction(String format) throws Exception {
        var answer = send("POST", "", transaction(format, DIV), format).resource(Bundle.class);
        var location = answer.getEntryFirstRep().getResponse().getLocation();

        assertReadAsSent("/Patient/" + location.replaceFirst(".*Patient/([^/]+).*", "$1"), DIV);
    }

    @Test
    void so_does_the_narrative_of_a_published_definition() throws Exception {
        var published = ClasspathUtil.loadResource("/xml/spec/observation.profile.xml");
        var div = published.substring(published.indexOf("<div"), published.indexOf("</text>"));
        assertThat(div).contains("&gt;=");

        var address = address(send("POST", "/Patient", patient(XML, div), XML));

        assertReadAsSent(address, div);
    }

    @Test
    void a_bracket_that_would_be_lost_is_refused() {
        var answer = client.send(
                "POST",
                "/Patient",
                "<Patient xmlns=\"http://hl7.org/fhir\"><div title=\"a > b\"/></Patient>",
                "Content-Type",
                XML,
                "Accept",
                JSON,
                "Prefer",
                "handling=lenient");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("narrative");
    }

    private Answer attempt(String method, String path, String body, String format) {
        return client.send(method, path, body, "Content-Type", format, "Accept", JSON, "Prefer", "handling=lenient");
    }

    private void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("Narrative.div", "txt-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, XML})
    void a_script_or_a_style_sheet_is_refused(String format) {
        for (var element : new String[] {"script", "style", "x:script xmlns:x=\"http://www.w3.org/1999/xhtml\""}) {
            var div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>K <" + element + ">x</" + element.split(" ", 2)[0]
                    + "></p></div>";

            assertRefused(attempt("POST", "/Patient", patient(format, div), format));
            assertRefused(attempt("POST", "", transaction(format, div), format));
            assertRefused(attempt("POST", "/Patient/$validate", patient(format, div), format));
        }
    }

    @Test
    void no_patch_brings_one() throws Exception {
        var address = address(send("POST", "/Patient", patient(JSON, DIV), JSON));
        var div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>";

        assertRefused(attempt(
                "PATCH",
                address,
                "["
                        + TREES.createObjectNode()
                                .put("op", "replace")
                                .put("path", "/text/div")
                                .put("value", div) + "]",
                "application/json-patch+json"));
        assertRefused(attempt(
                "PATCH",
                address,
                "<diff xmlns:f=\"http://hl7.org/fhir\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
                        + "<replace sel=\"f:Patient/f:text/h:div\">" + div + "</replace></diff>",
                "application/xml-patch+xml"));
        assertRefused(attempt(
                "PATCH",
                address,
                """
                {"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},
                {"name":"path","valueString":"Patient.text.div"},{"name":"value","valueString":%s}]}]}"""
                        .formatted(TREES.writeValueAsString(div)),
                JSON));

        assertReadAsSent(address, DIV);
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, XML})
    void a_megabyte_of_script_is_refused_before_it_is_read(String format) {
        var div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>" + "x".repeat(1 << 20) + "</script></div>";

        var answer =
                assertTimeout(Duration.ofSeconds(30), () -> attempt("POST", "/Patient", patient(format, div), format));

        assertRefused(answer);
    }
}
