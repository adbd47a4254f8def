/** How a notification is written and carried to its receiver. */
@NullMarked
package org.openward.notifications.carriers;

import org.jspecify.annotations.NullMarked;
