/** The keys that sign this server's tokens, and how one follows another. */
@NullMarked
package org.openward.identity.keys;

import org.jspecify.annotations.NullMarked;
