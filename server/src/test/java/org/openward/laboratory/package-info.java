/** What the laboratory promises, as tests. */
@NullMarked
package org.openward.laboratory;

import org.jspecify.annotations.NullMarked;
