/** Amounts of money: decimal, with a currency, rounded in one fixed way. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.openward.money;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
