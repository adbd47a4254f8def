/**
 * Loads code systems from the files of their publishers, in the background and beside what is answered from: what was loaded counts in one
 * moment, when all of it is there.
 */
@NullMarked
package org.openward.fhir.terminology.load;

import org.jspecify.annotations.NullMarked;
