/** The desk where an administrator gives the people of the hospital their accounts and roles, and takes them back. */
@NullMarked
package org.openward.identity.staff;

import org.jspecify.annotations.NullMarked;
