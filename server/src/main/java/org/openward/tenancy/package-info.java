/** The clinics and hospital groups that share one server, and who is acting in which of them right now. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.openward.tenancy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
