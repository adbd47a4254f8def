/** How the searches of the running hospital go through the database. */
@NullMarked
package org.openward.fhir.search;

import org.jspecify.annotations.NullMarked;
