/** Whose message changes something, so that nobody is told what he said himself. */
@NullMarked
package org.openward.interfaceengine.origins;

import org.jspecify.annotations.NullMarked;
