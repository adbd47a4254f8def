package org.openward.fhir.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.JsonParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.Reader;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** HAPI's reader and writer of JSON, given whole trees to read. */
final class WholeJson extends JsonParser {
    WholeJson(FhirContext context, IParserErrorHandler troubles) {
        super(context, troubles);
    }

    @Override
    public <T extends IBaseResource> T doParseResource(Class<T> type, Reader text) {
        var tree = new WholeTree();
        tree.load(text);
        if (SentNarratives.READ.isSo() || isPatched()) {
            SentNarratives.require(tree.forbidden());
        }
        return doParseResource(type, tree);
    }

    /** HAPI reads nothing so strictly but what a patch has made of a record. */
    private boolean isPatched() {
        return getErrorHandler() instanceof StrictErrorHandler;
    }
}
