package org.openward.fhir.protocol;

import org.openward.fhir.Refusal;

/** A request is put in a way that FHIR's RESTful API does not know, or that this server cannot follow. */
class ProtocolRefusal extends Refusal {
    private static final long serialVersionUID = 1L;

    private ProtocolRefusal(Kind kind, String message) {
        super(kind, message);
    }

    static ProtocolRefusal unknownFormat() {
        return new ProtocolRefusal(
                Kind.NOT_ACCEPTABLE,
                "This server answers in application/fhir+json, application/fhir+xml or text/turtle, FHIR 4.0. Ask for one of them.");
    }

    static ProtocolRefusal unknownBody(String types) {
        return new ProtocolRefusal(
                Kind.UNSUPPORTED_BODY, "This interaction reads a body of the Content-Type " + types + ".");
    }

    static ProtocolRefusal emptyPatch() {
        return new ProtocolRefusal(Kind.MALFORMED, "A PATCH needs a body that says what to change.");
    }

    static ProtocolRefusal patchOfNothing() {
        return new ProtocolRefusal(
                Kind.MALFORMED, "A PATCH names the record to change by its id, or by what is to be found of it.");
    }

    static ProtocolRefusal noMethod() {
        return new ProtocolRefusal(
                Kind.MALFORMED,
                "Each entry of a batch or transaction says by request.method what to do: GET, POST, PUT, PATCH or DELETE. Nothing was done.");
    }

    static ProtocolRefusal patchOfTwo() {
        return new ProtocolRefusal(
                Kind.MALFORMED, "A PATCH names the record to change, or what is to be found of it, and not both.");
    }

    static ProtocolRefusal noParameters() {
        return new ProtocolRefusal(Kind.MALFORMED, "A FHIRPath Patch is a Parameters resource.");
    }

    static ProtocolRefusal noId() {
        return new ProtocolRefusal(
                Kind.MALFORMED, "An id has 1 to 64 letters, digits, hyphens and dots, and nothing else.");
    }

    static ProtocolRefusal nothingToCompare() {
        return new ProtocolRefusal(Kind.MALFORMED, "Name by from and to the two records or versions to compare.");
    }

    static ProtocolRefusal noPlainXml() {
        return new ProtocolRefusal(Kind.MALFORMED, "An XML patch is well-formed XML without a document type.");
    }

    static ProtocolRefusal present() {
        return new ProtocolRefusal(
                Kind.STALE,
                "If-None-Match: * asks for a record that is not there yet, but it is. Nothing was changed.");
    }

    static ProtocolRefusal noEntityTag() {
        return new ProtocolRefusal(Kind.MALFORMED, "If-Match is * or the ETag of a version, such as W/\"3\".");
    }

    static ProtocolRefusal changedMeanwhile() {
        return new ProtocolRefusal(
                Kind.STALE,
                "The version in If-Match is not the current one. Read the record again, then repeat the change. Nothing was changed.");
    }
}
