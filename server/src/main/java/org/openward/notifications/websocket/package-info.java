/** Subscribers who listen at an open websocket instead of having an address of their own. */
@NullMarked
package org.openward.notifications.websocket;

import org.jspecify.annotations.NullMarked;
