@NullMarked
package org.openward.interfaceengine.strangers;

import org.jspecify.annotations.NullMarked;
