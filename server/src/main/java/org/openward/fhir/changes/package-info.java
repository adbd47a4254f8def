/** What is written, told at the end of its transaction to those who keep a book of it, and work on such books. */
@NullMarked
@NamedInterface("changes")
package org.openward.fhir.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
