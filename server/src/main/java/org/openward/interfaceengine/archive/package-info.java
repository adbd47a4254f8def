/** The archive of the feed: lets people look up what arrived, and forgets the bytes of finished messages when the hospital says so. */
@NullMarked
package org.openward.interfaceengine.archive;

import org.jspecify.annotations.NullMarked;
