/** The way out: requests of the server to addresses that clients gave it, kept away from the hospital's own network. */
@NullMarked
@NamedInterface("outbound")
package org.openward.security.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
