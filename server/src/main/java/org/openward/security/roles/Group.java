package org.openward.security.roles;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records that the matrix speaks of in one row.
 *
 * @param when what a record of it has, as search parameter and codes
 * @param unless what a record of it has not
 * @param definitional whether it describes how the hospital works and no patient
 */
record Group(
        String name,
        Set<String> types,
        Map<String, List<String>> when,
        Map<String, List<String>> unless,
        boolean definitional) {
    boolean isWhole() {
        return when.isEmpty() && unless.isEmpty();
    }
}
