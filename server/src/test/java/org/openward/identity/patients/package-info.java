@NullMarked
package org.openward.identity.patients;

import org.jspecify.annotations.NullMarked;
