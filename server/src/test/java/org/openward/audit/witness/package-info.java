@NullMarked
package org.openward.audit.witness;

import org.jspecify.annotations.NullMarked;
