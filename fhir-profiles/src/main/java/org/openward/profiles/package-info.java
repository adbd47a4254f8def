/** The published FHIR artefacts of OpenWard: profiles, operation definitions, view definitions, examples, and their canonical names. */
@NullMarked
package org.openward.profiles;

import org.jspecify.annotations.NullMarked;
