package org.openward.fhir.search.oracle;

import org.hl7.fhir.r4.model.SearchParameter;

/**
 * A condition that another record must meet.
 *
 * @param way how the other record is found
 * @param type the other record's
 * @param reference which leads from one to the other
 */
record Linked(Way way, String type, SearchParameter reference, Condition condition) implements Criterion {
    /** From which of the two records the reference leads. */
    enum Way {
        /** From the record that is searched for. */
        CHAIN,
        /** From the other one. */
        HAS
    }

    @Override
    public String name() {
        return switch (way) {
            case CHAIN -> reference.getCode() + (reference.getTarget().size() > 1 ? ":" + type : "") + "."
                    + condition.name();
            case HAS -> "_has:" + type + ":" + reference.getCode() + ":" + condition.name();
        };
    }

    @Override
    public String value() {
        return condition.value();
    }

    @Override
    public String form() {
        return switch (way) {
            case CHAIN -> "chain to " + condition.form();
            case HAS -> "_has " + condition.form();
        };
    }
}
