package org.openward.fhir.sealing;

import org.openward.fhir.Refusal;

/** An encrypted number was changed or moved behind the server's back, or its key is gone: it is not shown. */
public final class SealedValueDamaged extends Refusal {
    private static final long serialVersionUID = 1L;

    SealedValueDamaged(Place place) {
        super(
                Kind.UNAVAILABLE,
                "An encrypted number cannot be opened (" + place.name() + " of partition " + place.partition()
                        + "): it was changed or moved in the database, or its key is missing from this server's key file."
                        + " Tell the operator of the server.");
    }
}
