/** Letters to one person alone, and where they are handed over; whoever has a mail server brings the letterbox. */
@NullMarked
@NamedInterface("letters")
package org.openward.identity.letters;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
