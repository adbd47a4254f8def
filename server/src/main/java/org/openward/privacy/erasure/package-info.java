/** Erases a patient when two people decide so: what may go goes, what must be kept loses everything that says who it was. */
@NullMarked
@NamedInterface("erasure")
package org.openward.privacy.erasure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
