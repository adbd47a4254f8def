package org.openward.fhir.terminology;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.HasParam;
import ca.uhn.fhir.rest.param.ParameterUtil;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.openward.terminology.Concept;
import org.openward.terminology.Expansion;
import org.openward.terminology.ExpansionRequest;
import org.openward.terminology.ExpansionRequest.Page;
import org.openward.terminology.Versions;

/**
 * Searches for codes of a value set ({@code :in}, {@code :not-in}) or of a branch of a code system ({@code :below}, {@code :above}), put
 * as a search for each of these codes. HAPI cuts a value set to a thousand codes, keeps it for ten minutes whatever becomes of it, and
 * takes a record for one without the codes as soon as it has another code besides; at the end of a chain it knows the default tenant's sets
 * only, and behind {@code _has} none.
 */
@FhirInterceptor
@Interceptor
public class CodesInSearches {
    /** How many codes a search asks for; a value set with more is refused, and never cut. */
    public static final int MOST = 10_000;

    /** The limits of a token may name value sets, too. */
    private static final int AFTER_ALL_CONDITIONS = 100;

    private static final ExpansionRequest AS_MANY_AS_SEARCHED =
            new ExpansionRequest(null, null, new Page(0, MOST), Set.of(), Versions.AS_NAMED, List.of());

    private static final Set<TokenParamModifier> OF_CODES = EnumSet.of(
            TokenParamModifier.IN, TokenParamModifier.NOT_IN, TokenParamModifier.BELOW, TokenParamModifier.ABOVE);

    /** At the end of a chain the modifier is a part of its text; within it there may be types, and further {@code _has}. */
    private static final Pattern CHAIN = Pattern.compile(
            "(?<chain>(?:.*_has:[^:]+:[^:]+:)?(?<last>[^:]+(?::[A-Z][^:]*)*))(?<modifier>:(?:in|not-in|below|above))");

    private final StoredDefinitions definitions;
    private final Expansion expansion;

    CodesInSearches(StoredDefinitions definitions, Clock clock) {
        this.definitions = definitions;
        this.expansion = new Expansion(definitions, clock);
    }

    @Hook(value = Pointcut.STORAGE_PRESEARCH_REGISTERED, order = AFTER_ALL_CONDITIONS)
    public void nameCodes(SearchParameterMap search) {
        search.values().stream().flatMap(List::stream).forEach(this::nameCodes);
    }

    private void nameCodes(List<IQueryParameterType> alternatives) {
        if (alternatives.stream().anyMatch(CodesInSearches::isChainOfCodes)) {
            // HAPI reads the chain of the first for all of them.
            if (!alternatives.stream().allMatch(CodesInSearches::isChainOfCodes)) {
                throw withoutSystem();
            }
            var chained = alternatives.stream()
                    .flatMap(this::chained)
                    .limit(MOST + 1L)
                    .toList();
            if (chained.size() > MOST) {
                throw tooMany();
            }
            alternatives.clear();
            alternatives.addAll(chained);
        } else if (alternatives.stream().anyMatch(CodesInSearches::isOfCodes)) {
            var without = alternatives.stream()
                    .anyMatch(each ->
                            each instanceof TokenParam token && token.getModifier() == TokenParamModifier.NOT_IN);
            var named =
                    alternatives.stream().flatMap(this::named).limit(MOST + 1L).toList();
            if (named.size() > MOST) {
                throw tooMany();
            }
            alternatives.clear();
            // Nothing has one of no codes, and everything is without them.
            alternatives.addAll(named.isEmpty() ? List.of(noCode(without ? TokenParamModifier.NOT : null)) : named);
        }
    }

    /** Below an address is something else than below a code, which names its system. */
    private static boolean isChainOfCodes(IQueryParameterType asked) {
        var chain = CHAIN.matcher(chain(asked));
        return chain.matches()
                && (chain.group("modifier").endsWith("in") || ParameterUtil.nonEscapedIndexOf(value(asked), '|') >= 0);
    }

    private static String chain(IQueryParameterType asked) {
        if (asked instanceof HasParam has) {
            return has.getParameterName();
        }
        return asked instanceof ReferenceParam reference && reference.hasChain() ? reference.getChain() : "";
    }

    private static String value(IQueryParameterType asked) {
        return asked instanceof HasParam has ? has.getParameterValue() : ((ReferenceParam) asked).getValue();
    }

    private Stream<IQueryParameterType> chained(IQueryParameterType reference) {
        var chain = CHAIN.matcher(chain(reference));
        if (!chain.matches()) {
            throw new IllegalArgumentException(chain(reference));
        }
        var asked = new TokenParam();
        asked.setValueAsQueryToken(null, null, chain.group("modifier"), value(reference));
        var without = asked.getModifier() == TokenParamModifier.NOT_IN;
        if (without && reference instanceof HasParam && !chain.group("last").contains(".")) {
            throw UnansweredTerminology.unclear(
                    "Behind _has a search cannot be for records without codes (:not-in). Ask for those that have them (:in).");
        }
        var codes = named(asked).map(TokenParam.class::cast).toList();
        return (codes.isEmpty() ? Stream.of(noCode(null)) : codes.stream())
                .map(code -> like(
                        reference,
                        chain.group("chain") + (without ? ":not" : ""),
                        new TokenParam(code.getSystem(), code.getValue()).getValueAsQueryToken()));
    }

    private static IQueryParameterType like(IQueryParameterType asked, String chain, String value) {
        return asked instanceof HasParam has
                ? new HasParam(has.getTargetResourceType(), has.getReferenceFieldName(), chain, value)
                : new ReferenceParam(((ReferenceParam) asked).getResourceType(), chain, value);
    }

    static UnansweredTerminology tooMany() {
        return UnansweredTerminology.unclear(
                "The search is for more than %,d codes. Ask for a smaller value set or branch.".formatted(MOST));
    }

    private static UnansweredTerminology withoutSystem() {
        return UnansweredTerminology.unclear("A search below or above a code names its system, too: system|code.");
    }

    private static TokenParam noCode(@Nullable TokenParamModifier modifier) {
        return new TokenParam("urn:ietf:rfc:3986", "urn:uuid:00000000-0000-0000-0000-000000000000")
                .setModifier(modifier);
    }

    private Stream<? extends IQueryParameterType> named(IQueryParameterType asked) {
        if (!(asked instanceof TokenParam token) || !isOfCodes(token)) {
            return Stream.of(asked);
        }
        if (token.getModifier() == TokenParamModifier.IN) {
            return members(token);
        }
        return token.getModifier() == TokenParamModifier.NOT_IN
                ? members(token).map(each -> each.setModifier(TokenParamModifier.NOT))
                : branch(token);
    }

    private static boolean isOfCodes(IQueryParameterType asked) {
        return asked instanceof TokenParam token
                && token.getModifier() != null
                && OF_CODES.contains(token.getModifier());
    }

    private Stream<TokenParam> members(TokenParam asked) {
        var canonical =
                StringUtils.isBlank(asked.getSystem()) ? asked.getValue() : asked.getSystem() + "|" + asked.getValue();
        var set = definitions
                .valueSet(canonical)
                .orElseThrow(() -> UnansweredTerminology.unclear("There is no value set " + canonical + " here."));
        var expanded = UnansweredTerminology.unless(() -> expansion.of(set, AS_MANY_AS_SEARCHED));
        if (expanded.getExpansion().getTotal() > MOST) {
            throw tooMany();
        }
        return expanded.getExpansion().getContains().stream()
                .map(each -> new TokenParam(each.getSystem(), each.getCode()));
    }

    private Stream<TokenParam> branch(TokenParam asked) {
        var system = asked.getSystem();
        var code = asked.getValue();
        if (StringUtils.isBlank(system) || StringUtils.isBlank(code)) {
            throw withoutSystem();
        }
        var codes = definitions
                .codes(system)
                .orElseThrow(() -> UnansweredTerminology.unclear("The code system " + system + " is not known here."));
        var others = asked.getModifier() == TokenParamModifier.BELOW ? codes.below(code) : codes.above(code);
        return Stream.concat(Stream.of(code), others.map(Concept::code)).map(each -> new TokenParam(system, each));
    }
}
