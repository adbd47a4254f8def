/** Which patients are in whose care, and which tasks lie with whom: kept with the records that say so, in their transactions. */
@NullMarked
@NamedInterface("assignment")
package org.openward.security.assignment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
