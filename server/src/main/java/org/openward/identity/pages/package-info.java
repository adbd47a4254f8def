/** The few pages that people see of this server: to sign in, to set a password, to see where they are signed in. */
@NullMarked
package org.openward.identity.pages;

import org.jspecify.annotations.NullMarked;
