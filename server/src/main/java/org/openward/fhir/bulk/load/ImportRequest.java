package org.openward.fhir.bulk.load;

import ca.uhn.fhir.interceptor.api.IInterceptorBroadcaster;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;

/**
 * A write of an import. Whoever watches the requests of clients watches it too, and finds in it what the submitter's token allowed; a
 * desk's own work it is not.
 */
final class ImportRequest extends SystemRequestDetails {
    ImportRequest(IInterceptorBroadcaster watchers, String id) {
        super(watchers);
        setRequestId(id);
    }
}
