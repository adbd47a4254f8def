/** How the server starts, or says in one line why it cannot. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.openward.startup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
