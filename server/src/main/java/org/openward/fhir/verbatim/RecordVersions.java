package org.openward.fhir.verbatim;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.MetaUtil;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Any version of the acting tenant's records, for a desk that tells others of it later. */
@Component
public class RecordVersions {
    private final StoredVersions versions;
    private final FhirContext context;

    RecordVersions(StoredVersions versions, FhirContext context) {
        this.versions = versions;
        this.context = context;
    }

    /** Empty when there is no such version, or when it says only that the record was deleted. */
    public Optional<Resource> find(String type, String id, long version) {
        var name = new IdType(type, id, String.valueOf(version));
        return versions.findTogether(type, name).map(stored -> read(stored, name));
    }

    private Resource read(StoredVersion stored, IdType name) {
        var record = (Resource) context.newJsonParser().parseResource(stored.json());
        record.setIdElement(name);
        record.getMeta().setVersionId(String.valueOf(stored.number())).setLastUpdated(Date.from(stored.updated()));
        MetaUtil.populateResourceSource(context, stored.source(), stored.requestId(), record);
        stored.labels().forEach(label -> label.addTo(record.getMeta()));
        return record;
    }
}
