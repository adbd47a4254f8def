@NullMarked
package org.openward.security.perimeter;

import org.jspecify.annotations.NullMarked;
