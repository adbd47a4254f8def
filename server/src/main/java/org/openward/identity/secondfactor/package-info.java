/** What somebody has besides a password: the codes of an authenticator app, and codes on paper for the day when it is lost. */
@NullMarked
package org.openward.identity.secondfactor;

import org.jspecify.annotations.NullMarked;
