/** ASTM over TCP: lines that keep what comes before they acknowledge it, one frame of a line after the other, with limits against careless and hostile senders. */
@NullMarked
package org.openward.astm.tcp;

import org.jspecify.annotations.NullMarked;
