package org.openward.billing;

import org.openward.money.Money;

/**
 * One charge on an invoice.
 *
 * @param charge id of the ChargeItem
 */
record InvoiceLine(String charge, Money amount) {}
