package org.openward.fhir.search.oracle;

/** One parameter of a search. */
sealed interface Criterion permits Condition, Linked {
    /** With its modifier. */
    String name();

    /** As it stands in the address, escaped by FHIR's rules, but not yet by those of addresses. */
    String value();

    /** What kind of question this is, such as {@code date ge} or {@code token:not}. */
    String form();
}
