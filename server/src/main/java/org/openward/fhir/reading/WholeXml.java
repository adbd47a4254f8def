package org.openward.fhir.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.XmlParser;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Narrative;

/** HAPI's reader and writer of XML, which reads narratives as they stand. */
final class WholeXml extends XmlParser {
    WholeXml(FhirContext context, IParserErrorHandler troubles) {
        super(context, troubles);
    }

    @Override
    public <T extends IBaseResource> T doParseResource(Class<T> type, Reader reader) {
        var brackets = NarrativeBrackets.markedIn(text(reader));
        // Nothing is stored in XML: whatever is read so was sent, or is what a patch has made of a record.
        SentNarratives.require(brackets.forbidden());
        var record = super.doParseResource(type, new StringReader(brackets.text()));
        if (brackets.found() > 0) {
            restore(brackets, record);
        }
        return record;
    }

    /** HAPI looks into no record within another one unless it is asked for each. */
    private void restore(NarrativeBrackets brackets, IBaseResource record) {
        var terser = getContext().newTerser();
        var restored = Stream.concat(Stream.of(record), terser.getAllEmbeddedResources(record, true).stream())
                .flatMap(each -> terser.getAllPopulatedChildElementsOfType(each, Narrative.class).stream())
                .filter(Narrative::hasDiv)
                .mapToInt(narrative -> brackets.restoreIn(narrative.getDiv()))
                .sum();
        if (restored != brackets.found()) {
            throw new UnreadElement(
                    "A bracket (>) in an attribute stands in a div that is no narrative of the record.");
        }
    }

    private static String text(Reader reader) {
        try {
            var text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException unreadable) {
            throw new DataFormatException(unreadable);
        }
    }
}
