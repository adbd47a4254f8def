/** Messages other than results read as what they want changed in the hospital's records: nothing is looked up or stored here. */
@NullMarked
package org.openward.hl7v2.changes;

import org.jspecify.annotations.NullMarked;
