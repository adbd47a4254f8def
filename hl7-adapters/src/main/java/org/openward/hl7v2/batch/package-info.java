/** Files and batches of HL7 v2 messages (FHS, BHS): taken apart without changing a byte, counted, and acknowledged. */
@NullMarked
package org.openward.hl7v2.batch;

import org.jspecify.annotations.NullMarked;
