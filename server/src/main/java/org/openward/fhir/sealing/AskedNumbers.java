package org.openward.fhir.sealing;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.springframework.stereotype.Component;

/** What a search that asks for an identifier has to look for, so that it finds the number wherever it is sealed. */
@Component
public class AskedNumbers {
    private final SearchTokens tokens;

    AskedNumbers(SearchTokens tokens) {
        this.tokens = tokens;
    }

    /** A number as the index holds it: nothing has to be made of it any more. */
    static final class Written extends TokenParam {
        private static final long serialVersionUID = 1L;

        Written(String system, String value) {
            super(system, value);
        }
    }

    /** The alternatives, of which each number is replaced by the forms in which the index may have it. */
    public Collection<IQueryParameterType> inAllForms(
            Collection<IQueryParameterType> asked, RuntimeSearchParam parameter, RequestPartitionId partition) {
        if (!tokens.areInUse() || partition.isAllPartitions()) {
            return asked;
        }
        var tenant = Objects.requireNonNullElse(partition.getFirstPartitionIdOrNull(), 0);
        var forms = new ArrayList<IQueryParameterType>();
        asked.forEach(each -> forms(each, parameter, tenant).forEach(forms::add));
        return forms;
    }

    private Stream<? extends IQueryParameterType> forms(
            IQueryParameterType asked, RuntimeSearchParam parameter, int tenant) {
        return isNumber(asked) ? forms((TokenParam) asked, parameter, tenant) : Stream.of(asked);
    }

    private static boolean isNumber(IQueryParameterType asked) {
        return asked instanceof TokenParam token
                && !(token instanceof Written)
                && StringUtils.isNotBlank(token.getValue())
                && (token.getModifier() == null || token.getModifier() == TokenParamModifier.OF_TYPE);
    }

    private Stream<? extends IQueryParameterType> forms(TokenParam asked, RuntimeSearchParam parameter, int tenant) {
        if (asked.getModifier() == TokenParamModifier.OF_TYPE) {
            return ofType(asked, tenant);
        }
        if (asked.getSystem() == null) {
            return holdsIdentifiers(parameter) ? ofAnySystem(asked, tenant) : Stream.of(asked);
        }
        var forms = tokens.searched(tenant, asked.getSystem(), asked.getValue());
        return forms.size() == 1 && forms.get(0).equals(asked.getValue())
                ? Stream.of(asked)
                : forms.stream().map(form -> new Written(asked.getSystem(), form));
    }

    private static boolean holdsIdentifiers(RuntimeSearchParam parameter) {
        return parameter.getPath() != null && parameter.getPath().contains("dentifier");
    }

    private Stream<? extends IQueryParameterType> ofAnySystem(TokenParam asked, int tenant) {
        return Stream.concat(
                Stream.of(asked),
                tokens.searchedInSealedSystems(tenant, asked.getValue()).stream()
                        .map(number -> new Written(number.system(), number.value())));
    }

    /** The index of types holds the type's system and code and the number; which system the number is of, it does not know. */
    private Stream<? extends IQueryParameterType> ofType(TokenParam asked, int tenant) {
        var code = StringUtils.substringBefore(asked.getValue(), "|");
        var number = StringUtils.substringAfter(asked.getValue(), "|");
        return Stream.concat(
                Stream.of(asked),
                tokens.searchedInSealedSystems(tenant, number).stream()
                        .map(form -> new Written(asked.getSystem(), code + "|" + form.value())
                                .setModifier(TokenParamModifier.OF_TYPE)));
    }
}
