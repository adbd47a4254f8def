/** How events between departments reach their listeners, whatever fails meanwhile. */
@NullMarked
package org.openward.fhir.events;

import org.jspecify.annotations.NullMarked;
