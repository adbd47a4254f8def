@NullMarked
package org.openward.privacy;

import org.jspecify.annotations.NullMarked;
