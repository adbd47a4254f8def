@NullMarked
package org.openward.identity.letters;

import org.jspecify.annotations.NullMarked;
