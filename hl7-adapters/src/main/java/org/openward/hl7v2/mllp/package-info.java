/** MLLP over TCP: frames in, frames out, one message of a connection after the other, with limits against careless and hostile senders. */
@NullMarked
package org.openward.hl7v2.mllp;

import org.jspecify.annotations.NullMarked;
