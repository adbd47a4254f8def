@NullMarked
package org.openward.fhir.packages;

import org.jspecify.annotations.NullMarked;
