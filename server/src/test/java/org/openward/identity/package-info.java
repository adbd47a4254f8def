@NullMarked
package org.openward.identity;

import org.jspecify.annotations.NullMarked;
