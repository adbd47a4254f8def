/** What the reports promise, as tests. */
@NullMarked
package org.openward.reporting;

import org.jspecify.annotations.NullMarked;
