/** HL7 v2 as an edge: receiving, acknowledging and mapping messages; declares the ports that a server implements. */
@NullMarked
package org.openward.hl7v2;

import org.jspecify.annotations.NullMarked;
