package org.openward.fhir.contents;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.IdType;
import org.openward.fhir.FhirGuard;

/**
 * Keeps Binaries whole that clients send: the record that says who may see one is there, which HAPI does not look at, since no search asks
 * for it; and raw content that comes without a type is bytes.
 */
@FhirGuard
@Interceptor
class BinaryGuard {
    private static final int FIRST = -100;

    /** After it is known that the caller may see the record at all: it must not learn from this whether there is one. */
    private static final int LAST = 100;

    private final FhirContext fhir;
    private final RecordsHere records;

    BinaryGuard(FhirContext fhir, RecordsHere records) {
        this.fhir = fhir;
        this.records = records;
    }

    /** What a transaction's entries are called, by which its Binaries may name them before they are stored. */
    private record Beside(Set<String> names) {
        static Beside in(Bundle transaction) {
            return new Beside(transaction.getEntry().stream()
                    .flatMap(Beside::called)
                    .filter(StringUtils::isNotBlank)
                    .collect(Collectors.toUnmodifiableSet()));
        }

        private static Stream<String> called(BundleEntryComponent entry) {
            var request = entry.getRequest();
            return switch (request.hasMethod() ? request.getMethod() : Bundle.HTTPVerb.NULL) {
                case POST -> Stream.of(
                        StringUtils.defaultString(entry.getFullUrl()),
                        entry.hasResource()
                                ? StringUtils.defaultString(
                                        entry.getResource().getIdElement().getValue())
                                : "");
                case PUT -> Stream.of(
                        StringUtils.defaultString(entry.getFullUrl()), StringUtils.defaultString(request.getUrl()));
                default -> Stream.empty();
            };
        }
    }

    @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
    public void begins(IBaseBundle bundle, RequestDetails request) {
        if (bundle instanceof Bundle transaction
                && transaction.getType() == BundleType.TRANSACTION
                && transaction.getEntry().stream().anyMatch(entry -> entry.getResource() instanceof Binary)) {
            request.getUserData().put(Beside.class, Beside.in(transaction));
        }
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED, order = FIRST)
    public void typeCreated(IBaseResource created, RequestDetails request) {
        completeType(created, request);
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED, order = FIRST)
    public void typeUpdated(IBaseResource before, IBaseResource after, RequestDetails request) {
        completeType(after, request);
    }

    private static void completeType(IBaseResource record, RequestDetails request) {
        if (record instanceof Binary binary
                && !binary.hasContentType()
                && request instanceof ServletRequestDetails
                && "Binary".equals(request.getResourceName())
                && StringUtils.isBlank(request.getHeader(Constants.HEADER_CONTENT_TYPE))) {
            binary.setContentType(Constants.CT_OCTET_STREAM);
        }
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED, order = LAST)
    public void creating(IBaseResource created, RequestDetails request) {
        requireContext(created, "", request);
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED, order = LAST)
    public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
        requireContext(after, context(before), request);
    }

    private static String context(IBaseResource record) {
        return record instanceof Binary binary && binary.hasSecurityContext()
                ? StringUtils.defaultString(binary.getSecurityContext().getReference())
                : "";
    }

    /** What it named before may be gone meanwhile. */
    private void requireContext(IBaseResource record, String before, RequestDetails request) {
        var context = context(record);
        if (context.isEmpty() || context.equals(before) || !(request instanceof ServletRequestDetails)) {
            return;
        }
        // HAPI looks for what is named by a search.
        if (!context.contains("?") && !isBeside(context, request)) {
            requireStored(new IdType(context));
        }
    }

    private static boolean isBeside(String context, RequestDetails request) {
        return request.getUserData().get(Beside.class) instanceof Beside beside
                && beside.names().contains(context);
    }

    /** One at another server is nobody's business here. */
    private void requireStored(IdType named) {
        if (Objects.toString(named.getValue(), "").matches("https?://.+")) {
            return;
        }
        var type = StringUtils.defaultString(named.getResourceType());
        if (!fhir.getResourceTypes().contains(type) || !named.hasIdPart() || !named.isIdPartValid()) {
            throw UnusableSecurityContext.malformed();
        }
        if (!records.has(type, named.getIdPart())) {
            throw UnusableSecurityContext.ofNothing(type, named.getIdPart());
        }
    }
}
