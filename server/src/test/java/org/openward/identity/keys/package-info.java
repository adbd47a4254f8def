@NullMarked
package org.openward.identity.keys;

import org.jspecify.annotations.NullMarked;
