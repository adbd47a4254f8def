/** What the edge to analyzers promises, as tests. */
@NullMarked
package org.openward.interfaceengine;

import org.jspecify.annotations.NullMarked;
