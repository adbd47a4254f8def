/** The link layer of ASTM E1381 (CLSI LIS01-A): how bytes become whole messages on a line that may lose or damage them; pure, with the clock handed in. */
@NullMarked
package org.openward.astm.link;

import org.jspecify.annotations.NullMarked;
