/** What subscribers and the server agree on: searches, topics, receivers, and their secrets. */
@NullMarked
package org.openward.notifications.terms;

import org.jspecify.annotations.NullMarked;
