/** Keeps the numbers of payment cards out of the records of money. */
@NullMarked
package org.openward.billing.cards;

import org.jspecify.annotations.NullMarked;
