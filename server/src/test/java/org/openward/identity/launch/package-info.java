@NullMarked
package org.openward.identity.launch;

import org.jspecify.annotations.NullMarked;
