/** OpenWard, a headless FHIR R4 server for hospitals and clinics: each sub-package is one department. */
@NullMarked
package org.openward;

import org.jspecify.annotations.NullMarked;
