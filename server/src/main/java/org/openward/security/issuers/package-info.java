/** Other issuers of tokens beside this server: whose signatures count, and what their words mean here. */
@NullMarked
@NamedInterface("issuers")
package org.openward.security.issuers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
