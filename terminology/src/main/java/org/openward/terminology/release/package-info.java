/** The files in which LOINC, SNOMED CT, ICD-10, RxNorm, ATC and local catalogues are published, read from end to end without being held. */
@NullMarked
package org.openward.terminology.release;

import org.jspecify.annotations.NullMarked;
