package org.openward.identity.accounts;

import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The roles that somebody has in the hospital, by their codes. */
public record Roles(SortedSet<String> codes) {
    /** Roles of people who work in the hospital, for it or with it. */
    public static final Set<String> OF_STAFF = Set.of(
            "ADM", "DOC", "NUR", "LAB", "PHA", "REC", "BIL", "RAD", "RGR", "INV", "FAC", "HR", "SUP", "SPT", "AUD");

    public Roles {
        codes = new TreeSet<>(codes);
    }

    /** In the order of their codes, each once. */
    public static Roles of(Collection<String> codes) {
        return new Roles(new TreeSet<>(codes));
    }

    /** Whether somebody has at least one of these. */
    public boolean isOneOf(Collection<String> others) {
        return codes.stream().anyMatch(others::contains);
    }
}
