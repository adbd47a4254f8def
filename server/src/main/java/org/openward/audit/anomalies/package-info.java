/** Looks through the trail for accesses that somebody should look into, and asks for it by a Task; no request waits for it. */
@NullMarked
package org.openward.audit.anomalies;

import org.jspecify.annotations.NullMarked;
