@NullMarked
package org.openward.security.assignment;

import org.jspecify.annotations.NullMarked;
