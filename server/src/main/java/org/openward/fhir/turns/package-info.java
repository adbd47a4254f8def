/** Whose turn it is to change a record, of those who would change it at the same moment. */
@NullMarked
package org.openward.fhir.turns;

import org.jspecify.annotations.NullMarked;
