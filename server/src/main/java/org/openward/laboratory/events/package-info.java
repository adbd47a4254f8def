/** What the laboratory announces to other departments. */
@NullMarked
@NamedInterface("events")
package org.openward.laboratory.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
