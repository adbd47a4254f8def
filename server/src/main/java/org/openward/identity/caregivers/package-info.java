/** How relatives of patients get an account, for whom they act by it, and what they may not decide in a patient's name. */
@NullMarked
package org.openward.identity.caregivers;

import org.jspecify.annotations.NullMarked;
