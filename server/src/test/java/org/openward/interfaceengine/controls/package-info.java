@NullMarked
package org.openward.interfaceengine.controls;

import org.jspecify.annotations.NullMarked;
