/** Code systems and concept maps: looking up a code, translating a local code or unit to LOINC and UCUM. */
@NullMarked
package org.openward.terminology;

import org.jspecify.annotations.NullMarked;
