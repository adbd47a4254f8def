/** What is agreed about a destination, and what its messages say of the hospital's records. */
@NullMarked
package org.openward.interfaceengine.outbound.letters;

import org.jspecify.annotations.NullMarked;
