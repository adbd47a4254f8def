/** What the audit trail promises. */
@NullMarked
package org.openward.audit;

import org.jspecify.annotations.NullMarked;
