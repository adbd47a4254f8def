/** The numbers that people read: medical records, accessions, bills; each series of a tenant gives each number once. */
@NullMarked
@ApplicationModule(allowedDependencies = {"tenancy"})
package org.openward.numbering;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
