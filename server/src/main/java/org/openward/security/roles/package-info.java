/** What people's roles allow: the hospital's matrix of roles, read from a policy file, and its answers about requests and records. */
@NullMarked
@NamedInterface("roles")
package org.openward.security.roles;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
