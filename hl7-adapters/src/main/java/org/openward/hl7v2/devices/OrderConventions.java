package org.openward.hl7v2.devices;

import org.openward.profiles.Extensions;

/**
 * How one analyzer wants to be told orders.
 *
 * @param testComponent the component of ASTM's O-5 with the code of the test; 0 where results have it
 * @param action O-12 or OBR-11 of an order that it asked for; empty for none
 * @param specimen the kind of specimen that every order names; empty for none
 */
public record OrderConventions(int testComponent, String action, String specimen) {
    public static final OrderConventions STANDARD = new OrderConventions(0, "", "");

    /** What a description of an analyzer tells. */
    public static OrderConventions of(Habits habits) {
        return new OrderConventions(
                habits.numbers(Extensions.ANALYZER_ORDER_COMPONENT).stream()
                        .findFirst()
                        .orElse(STANDARD.testComponent),
                habits.one(Extensions.ANALYZER_ORDER_ACTION).orElse(STANDARD.action),
                habits.one(Extensions.ANALYZER_ORDER_SPECIMEN).orElse(STANDARD.specimen));
    }
}
