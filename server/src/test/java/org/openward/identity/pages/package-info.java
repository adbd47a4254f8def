@NullMarked
package org.openward.identity.pages;

import org.jspecify.annotations.NullMarked;
