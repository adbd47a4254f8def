package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Refuses what a client cannot read or the server cannot: 406 for an unknown {@code Accept} or {@code _format}, 415 for an
 * unknown body (FHIR R4, 3.1.0.1.11). HAPI answers in JSON, whatever is asked for. Binary and some operations have formats of
 * their own, and operations take bodies of their own.
 */
@FhirInterceptor
@Interceptor
class KnownFormats {
    private static final List<MediaType> ANSWERS = MediaType.parseMediaTypes(
            "application/fhir+json, application/fhir+xml, application/fhir+turtle, application/json, application/xml,"
                    + " application/json+fhir, application/xml+fhir, text/json, text/xml, text/turtle, application/x-turtle");

    /** Known without being taken apart: the short names, and what most clients say. */
    private static final Set<String> KNOWN = Set.of(
            "json", "xml", "ttl", "turtle", "application/fhir+json", "application/fhir+xml", "application/json", "*/*");

    private static final Set<@Nullable EncodingEnum> BODIES = EnumSet.of(EncodingEnum.JSON, EncodingEnum.XML);

    /** Operations that answer in other formats too. */
    private static final Set<String> OF_THEIR_OWN = Set.of(
            "$bulk-file", "$bulk-status", "$export", "$export-report", "$graphql", "$import", "$install", "$load");

    private static final int FIRST = -100;

    private static final String FHIR_VERSION = "fhirVersion";

    /** Before anybody answers. */
    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED, order = FIRST)
    public void require(RequestDetails request) {
        var operation = StringUtils.defaultString(request.getOperation());
        if (OF_THEIR_OWN.contains(operation) || (operation.isEmpty() && "Binary".equals(request.getResourceName()))) {
            return;
        }
        requireAnswer(request);
        if (operation.isEmpty()) {
            requireBody(request);
        } else if (operation.equals(Constants.PARAM_SEARCH) && request.getRequestType() == RequestTypeEnum.POST) {
            requireForm(request);
        }
    }

    /** {@code _format} decides; without one, any of the types in {@code Accept} will do. */
    private static void requireAnswer(RequestDetails request) {
        var formats = request.getParameters().get(Constants.PARAM_FORMAT);
        var asked = formats == null ? request.getHeaders(Constants.HEADER_ACCEPT) : List.of(formats);
        if (!asked.isEmpty() && asked.stream().noneMatch(KnownFormats::isKnown)) {
            throw ProtocolRefusal.unknownFormat();
        }
    }

    private static boolean isKnown(String types) {
        try {
            return types.isBlank()
                    || KNOWN.contains(types)
                    // A plus sign that is not escaped arrives as a space.
                    || MediaType.parseMediaTypes(types.replace("fhir ", "fhir+")).stream()
                            .anyMatch(KnownFormats::isAnswered);
        } catch (InvalidMediaTypeException unreadable) {
            return false;
        }
    }

    private static boolean isAnswered(MediaType asked) {
        var version = asked.getParameter(FHIR_VERSION);
        return asked.getQualityValue() > 0
                && (version == null || version.startsWith("4.0"))
                && ANSWERS.stream().anyMatch(asked::includes);
    }

    /** HAPI reads no other body, and would find everything. */
    private static void requireForm(RequestDetails request) {
        var type = request.getHeader(Constants.HEADER_CONTENT_TYPE);
        if (type != null
                && !StringUtils.substringBefore(type, ";").strip().equalsIgnoreCase(Constants.CT_X_FORM_URLENCODED)) {
            throw ProtocolRefusal.unknownBody(Constants.CT_X_FORM_URLENCODED);
        }
    }

    private static void requireBody(RequestDetails request) {
        var type = request.getHeader(Constants.HEADER_CONTENT_TYPE);
        var writes =
                request.getRequestType() == RequestTypeEnum.POST || request.getRequestType() == RequestTypeEnum.PUT;
        if (writes && type != null && !BODIES.contains(EncodingEnum.forContentType(type))) {
            throw ProtocolRefusal.unknownBody("application/fhir+json or application/fhir+xml");
        }
    }
}
