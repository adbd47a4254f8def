@NullMarked
package org.openward.security.issuers;

import org.jspecify.annotations.NullMarked;
