/** Where the contents of documents lie, small ones in the record that names them, large ones beside it, and whose they are. */
@NullMarked
@NamedInterface("contents")
package org.openward.fhir.contents;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
