/** Who is signed in at this server, on which of its processes whatever, for how long, and what ends it. */
@NullMarked
package org.openward.identity.sessions;

import org.jspecify.annotations.NullMarked;
