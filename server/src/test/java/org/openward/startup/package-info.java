@NullMarked
package org.openward.startup;

import org.jspecify.annotations.NullMarked;
