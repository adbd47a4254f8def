/** How patients get an account for their own record: invited by the desk, or by proving themselves who they are; and what ends it. */
@NullMarked
package org.openward.identity.patients;

import org.jspecify.annotations.NullMarked;
