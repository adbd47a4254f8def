package org.openward.tariff;

import org.openward.money.Money;

/**
 * What one unit of a service costs, and where that is written.
 *
 * @param entry canonical URL of the price list entry with its version, such as {@code https://example.org/price/cbc|2}
 */
public record Price(Money amount, String entry) {}
