package org.openward.fhir;

import org.openward.tenancy.Acting;

/** Lets tests outside of this package write as a desk does. */
public final class DeskRequests {
    private DeskRequests() {}

    public static DeskRequest ofTheActingCaller() {
        return new DeskRequest(Acting.caller());
    }
}
