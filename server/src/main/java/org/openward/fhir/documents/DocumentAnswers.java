package org.openward.fhir.documents;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.ips.generator.IIpsGeneratorSvc;
import ca.uhn.fhir.jpa.ips.generator.IpsGeneratorSvcImpl;
import ca.uhn.fhir.model.valueset.BundleTypeEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.StandardOperations;
import org.openward.tenancy.Tenants;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@code Patient/$summary} (International Patient Summary), {@code Composition/$document} (FHIR R4) and {@code
 * DocumentReference/$docref} (International Patient Access).
 */
@StandardOperations
public class DocumentAnswers {
    private static final int MOST = 1000;

    private final FhirStore records;
    private final DaoRegistry stores;
    private final Clock clock;
    private final SingletonSupplier<IIpsGeneratorSvc> summaries;

    DocumentAnswers(FhirContext fhir, FhirStore records, DaoRegistry stores, Tenants tenants, Clock clock) {
        this.records = records;
        this.stores = stores;
        this.clock = clock;
        this.summaries = SingletonSupplier.of(() -> {
            var contents = new SummaryContents(tenants, clock);
            contents.setFhirContext(fhir);
            contents.setDaoRegistry(stores);
            return new IpsGeneratorSvcImpl(fhir, contents);
        });
    }

    @Operation(
            name = "$summary",
            typeName = "Patient",
            idempotent = true,
            bundleType = BundleTypeEnum.DOCUMENT,
            canonicalUrl = "http://hl7.org/fhir/uv/ips/OperationDefinition/summary")
    public IBaseBundle summary(
            @IdParam(optional = true) @Nullable IdType id,
            @OperationParam(name = "identifier", max = 1) @Nullable TokenParam identifier,
            @OperationParam(name = "profile", max = 1) @Nullable UriType profile,
            RequestDetails request) {
        var wanted = profile == null ? null : profile.getValue();
        if (id != null) {
            return summaries.obtain().generateIps(request, id, wanted);
        }
        if (identifier == null || StringUtils.isBlank(identifier.getValue())) {
            throw new DocumentRefused("Say whose summary is meant: in the address, or by an identifier.");
        }
        return summaries.obtain().generateIps(request, identifier, wanted);
    }

    @Operation(
            name = "$document",
            typeName = "Composition",
            idempotent = true,
            bundleType = BundleTypeEnum.DOCUMENT,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/Composition-document")
    public Bundle document(
            @IdParam IdType id,
            @OperationParam(name = "persist", max = 1) @Nullable BooleanType persist,
            RequestDetails request) {
        var composition = (Composition) read(id, request);
        var document = new DocumentOf(composition, each -> find(each, request), request.getFhirServerBase())
                .asOf(clock.instant());
        if (persist == null || !persist.booleanValue()) {
            return document;
        }
        if (request.getRequestType() != RequestTypeEnum.POST) {
            throw new DocumentRefused("To keep the document, ask for it by POST: a GET changes nothing.");
        }
        var stored = stores.getResourceDao(Bundle.class).create(document, request);
        return (Bundle) stored.getResource();
    }

    private Optional<Resource> find(IdType id, RequestDetails request) {
        try {
            return Optional.of(read(id, request));
        } catch (ResourceNotFoundException | ResourceGoneException absent) {
            return Optional.empty();
        }
    }

    /** With the request itself: what its sender may not see is not there for him. */
    private Resource read(IdType id, RequestDetails request) {
        return (Resource) stores.getResourceDao(id.getResourceType()).read(id.toUnqualifiedVersionless(), request);
    }

    @Operation(
            name = "$docref",
            typeName = "DocumentReference",
            idempotent = true,
            bundleType = BundleTypeEnum.SEARCHSET,
            canonicalUrl = "http://hl7.org/fhir/uv/ipa/OperationDefinition/docref")
    public Bundle documents(
            @OperationParam(name = "patient", max = 1) @Nullable StringType patient,
            @OperationParam(name = "start", max = 1) @Nullable DateTimeType start,
            @OperationParam(name = "end", max = 1) @Nullable DateTimeType end,
            @OperationParam(name = "on-demand", max = 1) @Nullable BooleanType onDemand,
            RequestDetails request) {
        if (patient == null || StringUtils.isBlank(patient.getValue())) {
            throw new DocumentRefused("Say by patient whose documents are meant.");
        }
        if (onDemand != null && onDemand.booleanValue()) {
            throw new DocumentRefused("This server makes no documents on demand here; ask $summary for a summary.");
        }
        var query = new DocumentQuery(patient.getValue(), start, end, DocumentQuery.type(request));
        var found = records.search(DocumentReference.class, query.text()).stream()
                .sorted(Comparator.comparing(
                                DocumentReference::getDate, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .reversed())
                .toList();
        if (found.size() == MOST) {
            throw new DocumentRefused(
                    "There are more than %,d documents. Ask for a shorter time or a type.".formatted(MOST - 1));
        }
        var page = new Bundle().setType(Bundle.BundleType.SEARCHSET).setTotal(found.size());
        for (var each : found) {
            page.addEntry()
                    .setFullUrl(request.getFhirServerBase() + "/"
                            + each.getIdElement().toUnqualifiedVersionless())
                    .setResource(each)
                    .getSearch()
                    .setMode(Bundle.SearchEntryMode.MATCH);
        }
        return page;
    }
}
