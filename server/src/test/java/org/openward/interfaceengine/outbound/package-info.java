@NullMarked
package org.openward.interfaceengine.outbound;

import org.jspecify.annotations.NullMarked;
