@NullMarked
package org.openward.notifications;

import org.jspecify.annotations.NullMarked;
