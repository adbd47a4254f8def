@NullMarked
package org.openward.identity.secondfactor;

import org.jspecify.annotations.NullMarked;
