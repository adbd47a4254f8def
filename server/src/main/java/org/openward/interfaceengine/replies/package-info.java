/** The second answers of enhanced mode: what was dealt with is told to its sender, now or when the sender is heard of again. */
@NullMarked
package org.openward.interfaceengine.replies;

import org.jspecify.annotations.NullMarked;
