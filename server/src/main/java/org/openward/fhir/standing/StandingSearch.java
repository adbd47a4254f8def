package org.openward.fhir.standing;

import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.StringParam;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.hl7.fhir.r4.model.IdType;

/** A search that was read once and is asked of many records. */
public final class StandingSearch {
    private final RuntimeResourceDefinition type;
    private final SearchParameterMap conditions;
    private final List<Set<String>> named;

    StandingSearch(RuntimeResourceDefinition type, SearchParameterMap conditions) {
        this.type = type;
        this.conditions = conditions;
        this.named = conditions.entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(alternatives -> named(each.getKey(), alternatives)))
                .filter(ids -> !ids.isEmpty())
                .toList();
    }

    /** The ids of the records that a condition asks for; none, if it may ask for something else as well. */
    private static Set<String> named(String parameter, List<IQueryParameterType> alternatives) {
        var ids = new HashSet<String>();
        for (var alternative : alternatives) {
            var id = named(parameter, alternative);
            if (id.isEmpty()) {
                return Set.of();
            }
            ids.add(id.get());
        }
        return Set.copyOf(ids);
    }

    private static Optional<String> named(String parameter, IQueryParameterType alternative) {
        if (alternative instanceof ReferenceParam reference) {
            return Optional.ofNullable(reference.getIdPart())
                    .filter(id -> !reference.hasChain() && StringUtils.isBlank(reference.getBaseUrl()));
        }
        return parameter.equals(IAnyResource.SP_RES_ID) && alternative instanceof StringParam own
                ? Optional.ofNullable(new IdType(own.getValue()).getIdPart())
                : Optional.empty();
    }

    /** The type of the records that it speaks of. */
    public String type() {
        return type.getName();
    }

    /**
     * The ids that it names, a set for each condition that names some. A record that matches has one of each set, or refers to a record that
     * has it.
     */
    public List<Set<String>> named() {
        return named;
    }

    RuntimeResourceDefinition definition() {
        return type;
    }

    SearchParameterMap conditions() {
        return conditions;
    }
}
