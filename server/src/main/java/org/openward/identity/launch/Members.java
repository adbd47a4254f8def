package org.openward.identity.launch;

import java.util.Optional;

/** The register of people who may sign in. */
@FunctionalInterface
public interface Members {
    /** Empty when nobody has that name, or not any more. */
    Optional<Member> find(String name);
}
