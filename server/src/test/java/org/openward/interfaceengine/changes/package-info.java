@NullMarked
package org.openward.interfaceengine.changes;

import org.jspecify.annotations.NullMarked;
