/** What the tests of several departments share. */
@NullMarked
package org.openward.testing;

import org.jspecify.annotations.NullMarked;
