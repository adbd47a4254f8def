/** Laboratory result messages read as FHIR reports, specimens and observations that know who they are but not yet where they belong. */
@NullMarked
package org.openward.hl7v2.results;

import org.jspecify.annotations.NullMarked;
