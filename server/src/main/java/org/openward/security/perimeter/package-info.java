/** The fence before the doors: how much one visitor may ask for, from where a client may come, and what browsers are told. */
@NullMarked
@NamedInterface("perimeter")
package org.openward.security.perimeter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
