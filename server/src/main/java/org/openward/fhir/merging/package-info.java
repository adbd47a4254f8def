/** Two records of one thing become one, and two again: HAPI's merge and its undoing, within the transaction of whoever asks. */
@NullMarked
@NamedInterface("merging")
package org.openward.fhir.merging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
