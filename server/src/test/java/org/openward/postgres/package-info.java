@NullMarked
package org.openward.postgres;

import org.jspecify.annotations.NullMarked;
