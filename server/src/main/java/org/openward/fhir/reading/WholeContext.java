package org.openward.fhir.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.IParserErrorHandler;

/** HAPI's knowledge of FHIR R4, whose readers lose nothing. */
final class WholeContext extends FhirContext {
    /** The context keeps its own to itself. */
    private volatile IParserErrorHandler troubles = new PassedOver();

    WholeContext() {
        super(FhirVersionEnum.R4);
        super.setParserErrorHandler(troubles);
    }

    @Override
    public FhirContext setParserErrorHandler(IParserErrorHandler troubles) {
        this.troubles = troubles;
        return super.setParserErrorHandler(troubles);
    }

    @Override
    public IParser newJsonParser() {
        return new WholeJson(this, troubles);
    }

    @Override
    public IParser newXmlParser() {
        return new WholeXml(this, troubles);
    }
}
