/** Which records a search may find, where no search parameter can say it: conditions that the database checks with the search itself. */
@NullMarked
@NamedInterface("rows")
package org.openward.fhir.rows;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
