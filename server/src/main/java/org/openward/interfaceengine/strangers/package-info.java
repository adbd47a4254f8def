/** What is kept of senders that nobody has described. */
@NullMarked
package org.openward.interfaceengine.strangers;

import org.jspecify.annotations.NullMarked;
