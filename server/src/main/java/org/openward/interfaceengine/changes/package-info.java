/** Carries out what hospital systems want changed: finds each record by the sender's own number, writes its next version, merges patients. */
@NullMarked
package org.openward.interfaceengine.changes;

import org.jspecify.annotations.NullMarked;
