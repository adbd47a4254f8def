/** What may stand in a frame besides a single message: batches, answers of the sender, and the commit blocks of MLLP release 2. */
@NullMarked
package org.openward.interfaceengine.frames;

import org.jspecify.annotations.NullMarked;
