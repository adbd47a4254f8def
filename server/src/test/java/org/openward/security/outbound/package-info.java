@NullMarked
package org.openward.security.outbound;

import org.jspecify.annotations.NullMarked;
