/** Those who want in where they do not belong, and what they are answered. */
@NullMarked
package org.openward.security.hostile;

import org.jspecify.annotations.NullMarked;
