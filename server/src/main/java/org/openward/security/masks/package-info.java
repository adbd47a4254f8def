/** What of a record a role may see, when it is not the whole. */
@NullMarked
package org.openward.security.masks;

import org.jspecify.annotations.NullMarked;
