/** Writes down which records were changed, in the transaction that changes them, where somebody wants to hear of it. */
@NullMarked
package org.openward.notifications.outbox;

import org.jspecify.annotations.NullMarked;
