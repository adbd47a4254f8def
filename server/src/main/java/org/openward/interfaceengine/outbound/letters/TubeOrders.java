package org.openward.interfaceengine.outbound.letters;

import java.util.List;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.openward.hl7v2.law.TubePlace;

/**
 * What is to be done with a tube.
 *
 * @param number what is written on it; empty when no tube is known to stand in the place that was asked for
 */
public record TubeOrders(String number, TubePlace place, List<ServiceRequest> orders) {
    public TubeOrders {
        orders = List.copyOf(orders);
    }

    /** Of a tube that was asked for by its number. */
    public TubeOrders(String number, List<ServiceRequest> orders) {
        this(number, TubePlace.UNKNOWN, orders);
    }
}
