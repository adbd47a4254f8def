/** What must be known of an analyzer to read its messages: its clock, its numbers, its habits and the meaning of its codes. */
@NullMarked
package org.openward.hl7v2.devices;

import org.jspecify.annotations.NullMarked;
