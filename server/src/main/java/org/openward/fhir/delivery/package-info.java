/** How events between departments reach their listeners, whatever fails meanwhile. */
@NullMarked
package org.openward.fhir.delivery;

import org.jspecify.annotations.NullMarked;
