/** What billing announces to other departments. */
@NullMarked
@NamedInterface("events")
package org.openward.billing.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
