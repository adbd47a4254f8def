/** A second opinion on every search: what FHIR's own definitions and words say that it finds, worked out without any index. */
@NullMarked
package org.openward.fhir.search.oracle;

import org.jspecify.annotations.NullMarked;
