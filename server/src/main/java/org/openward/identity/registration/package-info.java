/** How an app asks to be known here: it says what it is, and becomes a client when an administrator approves. */
@NullMarked
package org.openward.identity.registration;

import org.jspecify.annotations.NullMarked;
