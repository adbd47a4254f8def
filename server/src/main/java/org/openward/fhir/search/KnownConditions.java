package org.openward.fhir.search;

import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Reads the searches that no request is of its own, such as the condition of a write, the filter of an export, the criteria of a
 * subscription or the limits of a token, and refuses those with a modifier that its parameter does not have, or
 * with too many conditions.
 */
@Component
@Primary
class KnownConditions extends MatchUrlService {
    private final ObjectProvider<Modifiers> modifiers;

    KnownConditions(ObjectProvider<Modifiers> modifiers) {
        this.modifiers = modifiers;
    }

    @Override
    public SearchParameterMap translateMatchUrl(
            String url, @Nullable RuntimeResourceDefinition definition, Flag... flags) {
        SearchedParameters.of(url.substring(url.indexOf('?') + 1)).requireBounded();
        if (definition == null) {
            return super.translateMatchUrl(url, definition, flags);
        }
        Flag known = (name, values, search) -> values.forEach(value -> modifiers
                .getObject()
                .require(definition.getName(), name + StringUtils.defaultString(value.getQualifier())));
        return super.translateMatchUrl(url, definition, ArrayUtils.add(flags, known));
    }
}
