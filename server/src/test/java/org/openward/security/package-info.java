@NullMarked
package org.openward.security;

import org.jspecify.annotations.NullMarked;
