package org.openward.fhir.verbatim;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import ca.uhn.fhir.jpa.dao.TolerantJsonParser;
import ca.uhn.fhir.jpa.model.entity.BaseTag;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.IMetaTagSorter;
import ca.uhn.fhir.util.MetaUtil;
import java.util.Collection;
import java.util.Date;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.RecordMatching;
import org.springframework.stereotype.Component;

/** Makes the resource with id and meta that stands for a stored version until its elements are written. */
@Component
class StandIns {
    private final FhirContext context;
    private final IMetaTagSorter sorter;

    StandIns(FhirContext context, IMetaTagSorter sorter) {
        this.context = context;
        this.sorter = sorter;
    }

    /** Whether that version can stand in the answer to that request as it is stored. */
    static boolean canShow(ResourceHistoryTable version, RequestDetails request) {
        return version.getDeleted() == null
                && VerbatimAnswer.canShow(
                        version.getResourceType(), version.getResourceTextVc(), request.getFhirServerBase());
    }

    /** For a version that HAPI has loaded. */
    Resource of(
            ResourceHistoryTable version,
            @Nullable Collection<? extends BaseTag> tags,
            boolean forHistory,
            IJpaStorageResourceParser metadata,
            RequestDetails request) {
        var standIn = empty(version.getResourceType());
        metadata.populateResourceMetadata(version, forHistory, tags, version.getVersion(), standIn);
        MetaUtil.populateResourceSource(context, version.getSourceUri(), version.getRequestId(), standIn);
        return shown(standIn, version.getResourceTextVc(), request);
    }

    /** For the version that the request asks for. */
    Resource of(StoredVersion version, RequestDetails request) {
        var type = request.getResourceName();
        var standIn = empty(type);
        describe(standIn, type + "/" + request.getId().getIdPart(), version);
        return shown(standIn, version.json(), request);
    }

    /** For a record that all have looked at who may hide it. */
    Resource of(Resource seen, String json, RequestDetails request) {
        var standIn = empty(seen.fhirType());
        standIn.setIdElement(seen.getIdElement());
        standIn.setMeta(seen.getMeta());
        VerbatimAnswer.to(request).show(standIn, json);
        return standIn;
    }

    /** The version that the request asks for as HAPI would read it, for those who look at it. */
    Resource read(StoredVersion version, RequestDetails request) {
        var type = request.getResourceName();
        var model = context.getResourceDefinition(type).getImplementingClass().asSubclass(Resource.class);
        var record =
                TolerantJsonParser.createWithLenientErrorHandling(context, null).parseResource(model, version.json());
        describe(record, type + "/" + request.getId().getIdPart(), version);
        sorter.sort(record.getMeta());
        return RecordMatching.settle(record);
    }

    /** A Binary with all but its content. */
    Binary withoutContent(String id, StoredVersion version) {
        var binary = context.newJsonParser().parseResource(Binary.class, version.json());
        describe(binary, "Binary/" + id, version);
        sorter.sort(binary.getMeta());
        return binary;
    }

    private void describe(Resource standIn, String name, StoredVersion version) {
        standIn.setId(name + "/_history/" + version.number());
        standIn.getMeta().setVersionId(String.valueOf(version.number())).setLastUpdated(Date.from(version.updated()));
        MetaUtil.populateResourceSource(context, version.source(), version.requestId(), standIn);
        version.labels().forEach(label -> label.addTo(standIn.getMeta()));
    }

    /** A version whole, on one line of JSON, as a read of it would show it. */
    String line(String type, String id, StoredVersion version) {
        var parser = context.newJsonParser();
        var isAsStored = VerbatimAnswer.canShow(type, version.json());
        var record = isAsStored ? empty(type) : (Resource) parser.parseResource(version.json());
        describe(record, type + "/" + id, version);
        sorter.sort(record.getMeta());
        var encoded = parser.encodeResourceToString(record);
        return isAsStored
                ? encoded.substring(0, encoded.length() - 1)
                        + version.json().substring(version.json().indexOf(','))
                : encoded;
    }

    private Resource empty(String type) {
        return (Resource) context.getResourceDefinition(type).newInstance();
    }

    private Resource shown(Resource standIn, String json, RequestDetails request) {
        sorter.sort(standIn.getMeta());
        VerbatimAnswer.to(request).show(standIn, json);
        return standIn;
    }
}
