/** What each server remembers of the audit rows that it wrote, until they are chained: what the database alone cannot tell. */
@NullMarked
package org.openward.audit.witness;

import org.jspecify.annotations.NullMarked;
