/** What apps are told about getting in: where tokens are and what may be asked for, as SMART App Launch prescribes. */
@NullMarked
package org.openward.security.smart;

import org.jspecify.annotations.NullMarked;
