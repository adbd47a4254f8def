/** What several scopes of one token mean together. */
@NullMarked
package org.openward.security.scopes;

import org.jspecify.annotations.NullMarked;
