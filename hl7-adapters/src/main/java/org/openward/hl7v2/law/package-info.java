/** Orders for analyzers by IHE LAW: their queries read, and the answers, work orders and cancellations written; no connection carries them yet. */
@NullMarked
package org.openward.hl7v2.law;

import org.jspecify.annotations.NullMarked;
