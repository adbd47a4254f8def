package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.UrlUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Parameters;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.reading.SentNarratives;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Refuses a patch of nothing, one without a body or with another resource than Parameters, at which HAPI fails; one in an unknown language; and
 * one that brings a document type, whose entities HAPI's reader of XML patches would follow.
 */
@FhirInterceptor
@Interceptor
class PatchBodies {
    private static final Set<String> TYPES = Set.of(
            Constants.CT_JSON_PATCH, Constants.CT_XML_PATCH, Constants.CT_FHIR_JSON_NEW, Constants.CT_FHIR_XML_NEW);

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void require(RequestDetails request) {
        if (request.getRequestType() != RequestTypeEnum.PATCH) {
            return;
        }
        if (request.getResourceName() != null
                && request.getId() == null
                && request.getParameters().isEmpty()) {
            throw ProtocolRefusal.patchOfNothing();
        }
        var type = StringUtils.substringBefore(
                        StringUtils.defaultString(request.getHeader(Constants.HEADER_CONTENT_TYPE)), ";")
                .strip();
        if (!TYPES.contains(type)) {
            throw ProtocolRefusal.unknownBody(
                    String.join(", ", TYPES.stream().sorted().toList()));
        }
        var body = new String(request.loadRequestContents(), request.getCharset());
        if (body.isBlank()) {
            throw ProtocolRefusal.emptyPatch();
        }
        if (type.equals(Constants.CT_XML_PATCH)) {
            requirePlain(body);
        }
        var encoding = EncodingEnum.forContentTypeStrict(type);
        if (encoding != null
                && !(SentNarratives.in(() ->
                                encoding.newParser(request.getFhirContext()).parseResource(body))
                        instanceof Parameters)) {
            throw ProtocolRefusal.noParameters();
        }
    }

    /** In a batch or transaction a patch comes as the content of a Binary. A Bundle that is only kept asks for nothing. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void requireInside(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.TRANSACTION
                && request.getResource() instanceof Bundle bundle) {
            if (bundle.getEntry().stream().anyMatch(PatchBodies::isOfTwo)) {
                throw ProtocolRefusal.patchOfTwo();
            }
            bundle.getEntry().stream()
                    .map(BundleEntryComponent::getResource)
                    .filter(Binary.class::isInstance)
                    .map(Binary.class::cast)
                    .filter(binary -> Strings.CS.startsWith(binary.getContentType(), Constants.CT_XML_PATCH))
                    .forEach(binary -> requirePlain(new String(binary.getContent(), StandardCharsets.UTF_8)));
        }
    }

    /** HAPI fails when it compares the record that the entry names with the search that it also names. */
    private static boolean isOfTwo(BundleEntryComponent entry) {
        if (entry.getRequest().getMethod() != HTTPVerb.PATCH
                || !entry.getRequest().hasUrl()) {
            return false;
        }
        var named = UrlUtil.parseUrl(entry.getRequest().getUrl());
        return named.getResourceId() != null && named.getParams() != null;
    }

    /** As HAPI's reader of patches will read it. */
    private static void requirePlain(String patch) {
        try {
            var parsers = SAXParserFactory.newInstance();
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            parsers.newSAXParser()
                    .parse(new ByteArrayInputStream(patch.getBytes(StandardCharsets.UTF_8)), new DefaultHandler());
        } catch (SAXException | IOException unreadable) {
            throw ProtocolRefusal.noPlainXml();
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
