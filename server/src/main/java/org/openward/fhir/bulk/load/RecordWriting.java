package org.openward.fhir.bulk.load;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.bulk.BulkRights;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.intake.BodyText;
import org.openward.fhir.intake.UnreadableBody;
import org.openward.fhir.reading.ForbiddenElement;
import org.openward.fhir.reading.NothingPassedOver;
import org.openward.fhir.reading.UnreadElement;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Stores lines as records in the open transaction, as the submitter would: every guard, permission, profile and audit holds. A record
 * with an id is put there, one without is created.
 */
@Component
class RecordWriting {
    private final FhirContext context;
    private final DaoRegistry stores;
    private final IFhirSystemDao<Bundle, Meta> system;
    private final ObjectProvider<RestfulServer> server;
    private final BulkRights rights;

    RecordWriting(
            FhirContext context,
            DaoRegistry stores,
            IFhirSystemDao<Bundle, Meta> system,
            ObjectProvider<RestfulServer> server,
            BulkRights rights) {
        this.context = context;
        this.stores = stores;
        this.system = system;
        this.server = server;
        this.rights = rights;
    }

    /** All of them, or a failure that says little about which. */
    void storeTogether(Job job, ImportPlan plan, String type, List<String> lines) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (var line : lines) {
            var record = record(type, line);
            var entry = bundle.addEntry().setResource(record);
            if (record.getIdElement().hasIdPart()) {
                entry.getRequest()
                        .setMethod(HTTPVerb.PUT)
                        .setUrl(type + "/" + record.getIdElement().getIdPart());
            } else {
                entry.getRequest().setMethod(HTTPVerb.POST).setUrl(type);
            }
        }
        system.transactionNested(request(job, plan), bundle);
    }

    void store(Job job, ImportPlan plan, String type, String line) {
        store(record(type, line), request(job, plan));
    }

    private <T extends Resource> void store(T record, ImportRequest request) {
        @SuppressWarnings("unchecked") // The store of a record's own class.
        var store = stores.getResourceDao((Class<T>) record.getClass());
        if (record.getIdElement().hasIdPart()) {
            store.update(record, request);
        } else {
            store.create(record, request);
        }
    }

    private ImportRequest request(Job job, ImportPlan plan) {
        var request = new ImportRequest(
                server.getObject().getInterceptorService(), job.submitter().requestId());
        rights.renew(plan.grant(), request);
        return request;
    }

    private Resource record(String type, String line) {
        switch (line) {
            case LineSplitting.TOO_LONG -> throw new BadLine("The line is longer than one record may be.");
            case LineSplitting.NO_TEXT -> throw new BadLine("The line is no valid UTF-8.");
            default -> {
                var record = parsed(line);
                if (!type.equals(record.fhirType())) {
                    throw new BadLine("The line is no " + type + ", but " + record.fhirType() + ".");
                }
                return record;
            }
        }
    }

    private Resource parsed(String line) {
        try {
            BodyText.requireHarmless(line.getBytes(StandardCharsets.UTF_8));
            return NothingPassedOver.in(() -> (Resource) context.newJsonParser().parseResource(line));
        } catch (UnreadableBody unreadable) {
            throw new BadLine(String.valueOf(unreadable.getMessage()).replace("The body", "The line"));
        } catch (UnreadElement | ForbiddenElement unread) {
            throw new BadLine(String.valueOf(unread.getMessage()));
        } catch (DataFormatException unreadable) {
            throw new BadLine("The line is no FHIR record in JSON.");
        }
    }
}
