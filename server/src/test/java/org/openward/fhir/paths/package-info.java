@NullMarked
package org.openward.fhir.paths;

import org.jspecify.annotations.NullMarked;
