@NullMarked
package org.openward.identity.registration;

import org.jspecify.annotations.NullMarked;
