package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.patch.FhirPatch;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.util.ClasspathUtil;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** HL7's own cases of FHIRPath Patch (org.hl7.fhir.testcases, r4/patch): all of them. */
class PatchSuiteTest {
    private static final Logger LOG = LoggerFactory.getLogger(PatchSuiteTest.class);
    private static final AtomicInteger PASSED = new AtomicInteger();

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    record Case(String name, IBaseResource input, IBaseResource patch, Optional<IBaseResource> output) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void the_suite_has_not_lost_cases() throws Exception {
        assertThat(cases()).hasSize(33);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void it_is_applied(Case asked) {
        var patch = new FhirPatch(FHIR);

        if (asked.output().isEmpty()) {
            assertThatThrownBy(() -> patch.apply(asked.input(), asked.patch()))
                    .isInstanceOf(BaseServerResponseException.class);
        } else {
            patch.apply(asked.input(), asked.patch());
            assertThat(json(asked.input())).isEqualTo(json(asked.output().get()));
        }
        PASSED.incrementAndGet();
    }

    @AfterAll
    static void say_how_many() throws Exception {
        LOG.info("HL7's FHIRPath Patch cases: {} of {} as HL7 says", PASSED.get(), cases().count());
    }

    private static String json(IBaseResource resource) {
        return FHIR.newJsonParser().encodeResourceToString(resource);
    }

    static Stream<Case> cases() throws Exception {
        var xml = ClasspathUtil.loadResource("/org/hl7/fhir/testcases/r4/patch/fhir-patch-tests.xml");
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var cases = factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getElementsByTagName("case");
        return IntStream.range(0, cases.getLength())
                .mapToObj(cases::item)
                .map(Element.class::cast)
                .filter(each -> !each.getAttribute("mode").equals("reverse"))
                .map(each -> new Case(
                        each.getAttribute("name"),
                        resource(each, "input").orElseThrow(),
                        resource(each, "diff").orElseThrow(),
                        resource(each, "output")));
    }

    private static Optional<IBaseResource> resource(Element asked, String part) {
        var parts = asked.getElementsByTagName(part);
        return IntStream.range(0, parts.getLength())
                .mapToObj(place -> parts.item(place).getChildNodes())
                .flatMap(children -> IntStream.range(0, children.getLength()).mapToObj(children::item))
                .filter(Element.class::isInstance)
                .findFirst()
                .map(each -> FHIR.newXmlParser().parseResource(text(each)));
    }

    private static String text(Node node) {
        try {
            var writer = new StringWriter();
            var transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.transform(new DOMSource(node), new StreamResult(writer));
            return writer.toString();
        } catch (TransformerException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
