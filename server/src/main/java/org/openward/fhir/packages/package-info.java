/**
 * Implementation guides: installs their packages in the background, and knows the profiles, code systems and value sets in them. They
 * are those of the whole installation: only the default tenant changes them, and they hold no records.
 */
@NullMarked
package org.openward.fhir.packages;

import org.jspecify.annotations.NullMarked;
