/** Answers from code systems that are too large for a record: their codes are rows, and are chosen and counted where they lie. */
@NullMarked
package org.openward.fhir.terminology.loaded;

import org.jspecify.annotations.NullMarked;
