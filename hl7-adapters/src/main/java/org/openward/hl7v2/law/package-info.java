/** Orders for analyzers by IHE LAW: their queries read, and the answers, work orders and cancellations written. */
@NullMarked
package org.openward.hl7v2.law;

import org.jspecify.annotations.NullMarked;
