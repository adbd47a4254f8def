/** What the orders promise, as tests. */
@NullMarked
package org.openward.orders;

import org.jspecify.annotations.NullMarked;
