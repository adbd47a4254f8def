package org.openward.fhir;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;

/** A write or read that one of the hospital's own desks makes on behalf of a caller. Clients cannot make one. */
public final class DeskRequest extends SystemRequestDetails {
    private final Caller caller;

    DeskRequest(Caller caller) {
        this.caller = caller;
        setRequestId(caller.requestId());
    }

    /** A request of the acting caller's desk, for the parts of the store that work on several records at once. */
    public static DeskRequest ofActing() {
        return new DeskRequest(Acting.caller());
    }

    public Caller caller() {
        return caller;
    }

    /** Whether this request is a desk's own work, which has kept the rules already. */
    public static boolean isDesk(@Nullable RequestDetails request) {
        return request instanceof DeskRequest;
    }
}
