/** Whether messages are filed as fast as they come, and what happens when they are not. */
@NullMarked
package org.openward.interfaceengine.pace;

import org.jspecify.annotations.NullMarked;
