@NullMarked
package org.openward.identity.accounts;

import org.jspecify.annotations.NullMarked;
