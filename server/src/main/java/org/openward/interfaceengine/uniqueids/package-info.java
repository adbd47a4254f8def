/** Which message each control id means, of analyzers that use each of theirs once. */
@NullMarked
package org.openward.interfaceengine.uniqueids;

import org.jspecify.annotations.NullMarked;
