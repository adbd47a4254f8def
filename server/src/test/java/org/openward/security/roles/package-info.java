@NullMarked
package org.openward.security.roles;

import org.jspecify.annotations.NullMarked;
