@NullMarked
package org.openward.approvals;

import org.jspecify.annotations.NullMarked;
