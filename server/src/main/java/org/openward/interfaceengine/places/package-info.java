/** Where tubes stand, for analyzers that ask what there is to do in a rack. */
@NullMarked
package org.openward.interfaceengine.places;

import org.jspecify.annotations.NullMarked;
