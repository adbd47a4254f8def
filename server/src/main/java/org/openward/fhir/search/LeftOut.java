package org.openward.fhir.search;

import ca.uhn.fhir.rest.api.server.RequestDetails;

/** How many records of a page its reader may not see: they count for whether another page follows. */
public record LeftOut(int number) {
    /** So many more. */
    public static void add(RequestDetails request, int more) {
        request.getUserData().put(LeftOut.class, new LeftOut(of(request) + more));
    }

    /** So many until now. */
    public static int of(RequestDetails request) {
        return request.getUserData().get(LeftOut.class) instanceof LeftOut known ? known.number() : 0;
    }
}
