package org.openward.fhir.standing;

import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;

/** A search that was read once and is asked of many records. */
public final class StandingSearch {
    private final RuntimeResourceDefinition type;
    private final SearchParameterMap conditions;

    StandingSearch(RuntimeResourceDefinition type, SearchParameterMap conditions) {
        this.type = type;
        this.conditions = conditions;
    }

    /** The type of the records that it speaks of. */
    public String type() {
        return type.getName();
    }

    RuntimeResourceDefinition definition() {
        return type;
    }

    SearchParameterMap conditions() {
        return conditions;
    }
}
