/** The book at the door: who was let in and who was turned away. */
@NullMarked
@NamedInterface("door")
package org.openward.security.door;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
