package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentDataMeaning;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.IdType;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.rows.RowLimit.HasCode;
import org.openward.fhir.rows.RowLimit.HasLabel;
import org.openward.fhir.rows.RowLimit.IsAmong;
import org.openward.fhir.rows.RowLimit.Label;
import org.openward.fhir.rows.RowLimit.Records;

/**
 * What {@link ConsentPolicy} says of one record, said of all of a type as a condition of the database. What the search index cannot tell counts
 * for the patient: it makes a denial wider and a permission narrower.
 */
final class ConsentRows {
    private final FhirContext fhir;
    private final ISearchParamRegistry searchParameters;
    private final Instant now;

    ConsentRows(FhirContext fhir, ISearchParamRegistry searchParameters, Instant now) {
        this.fhir = fhir;
        this.searchParameters = searchParameters;
        this.now = now;
    }

    /** When a rule hides a record, and when it shows one; elsewhere it is silent. */
    private record Verdicts(RowLimit hides, RowLimit shows) {}

    /** The records of its patient that a Consent keeps from a reader; {@link RowLimit#NONE} if none. */
    RowLimit hidden(Consent consent, String type, Reader reader) {
        var policy = new ConsentPolicy(consent, now);
        var root = consent.getProvision();
        return ConsentPolicy.isAlwaysShown(type) || !policy.isInForce(root)
                ? RowLimit.NONE
                : new Asking(policy, type, reader)
                        .verdicts(root, policy.baseType(root))
                        .hides();
    }

    private final class Asking {
        private final ConsentPolicy policy;
        private final String type;
        private final Reader reader;

        private Asking(ConsentPolicy policy, String type, Reader reader) {
            this.policy = policy;
            this.type = type;
            this.reader = reader;
        }

        private Verdicts verdicts(ProvisionComponent rule, ConsentProvisionType says) {
            var spoken = spokenOf(rule, says == ConsentProvisionType.DENY);
            if (!policy.speaksTo(rule, says, reader) || spoken.equals(RowLimit.NONE)) {
                return new Verdicts(RowLimit.NONE, RowLimit.NONE);
            }
            var exceptions = rule.getProvision().stream()
                    .map(exception -> verdicts(exception, ConsentPolicy.typeOf(exception)))
                    .toList();
            var hide = any(exceptions.stream().map(Verdicts::hides));
            var show = all(Stream.of(any(exceptions.stream().map(Verdicts::shows)), not(hide)));
            var rest = all(Stream.of(not(hide), not(show)));
            var hides = says == ConsentProvisionType.DENY ? any(Stream.of(hide, rest)) : hide;
            var shows = says == ConsentProvisionType.PERMIT ? any(Stream.of(show, rest)) : show;
            return new Verdicts(all(Stream.of(spoken, hides)), all(Stream.of(spoken, shows)));
        }

        private RowLimit spokenOf(ProvisionComponent rule, boolean isDenial) {
            var conditions = new ArrayList<RowLimit>();
            conditions.add(ofClass(rule, isDenial));
            if (rule.hasSecurityLabel()) {
                conditions.add(any(rule.getSecurityLabel().stream()
                        .map(label -> new HasLabel(Label.SECURITY, label.getSystem(), label.getCode()))));
            }
            if (rule.hasCode()) {
                conditions.add(
                        coded("code", rule.getCode().stream().flatMap(code -> code.getCoding().stream()), isDenial));
            }
            if (rule.hasData()) {
                conditions.add(any(rule.getData().stream()
                        .map(data -> data.getMeaning() == ConsentDataMeaning.INSTANCE
                                ? itself(new IdType(data.getReference().getReference()))
                                : whether(isDenial))));
            }
            return all(conditions.stream());
        }

        private RowLimit ofClass(ProvisionComponent rule, boolean isDenial) {
            return rule.hasClass_()
                    ? any(rule.getClass_().stream().map(kind -> ofClass(kind, isDenial)))
                    : whether(!isDenial || !type.equals("Patient"));
        }

        private RowLimit ofClass(Coding kind, boolean isDenial) {
            return ConsentPolicy.isResourceType(kind)
                    ? whether(type.equals(kind.getCode()))
                    : any(Stream.of(
                            new HasLabel(Label.PROFILE, null, String.valueOf(kind.getCode())),
                            coded("category", Stream.of(kind), isDenial)));
        }

        private RowLimit itself(IdType named) {
            return type.equals(named.getResourceType()) && named.hasIdPart()
                    ? new IsAmong(Records.one(type, named.getIdPart()))
                    : RowLimit.NONE;
        }

        private RowLimit coded(String element, Stream<Coding> codes, boolean isDenial) {
            if (!isConcept(element)) {
                return RowLimit.NONE;
            }
            return isIndexed(element)
                    ? new HasCode(
                            element,
                            codes.map(code -> code.hasSystem()
                                            ? code.getSystem() + "|" + code.getCode()
                                            : String.valueOf(code.getCode()))
                                    .toList())
                    : whether(isDenial);
        }

        private boolean isConcept(String element) {
            var child = fhir.getResourceDefinition(type).getChildByName(element);
            return child != null && child.getChildByName(element).getImplementingClass() == CodeableConcept.class;
        }

        private boolean isIndexed(String element) {
            var known = searchParameters.getActiveSearchParam(type, element, SearchParamLookupContextEnum.SEARCH);
            return known != null && known.getPathsSplitForResourceType(type).contains(type + "." + element);
        }
    }

    private static RowLimit whether(boolean holds) {
        return holds ? RowLimit.EVERY : RowLimit.NONE;
    }

    private static RowLimit not(RowLimit limit) {
        if (limit.equals(RowLimit.EVERY)) {
            return RowLimit.NONE;
        }
        return limit.equals(RowLimit.NONE) ? RowLimit.EVERY : new RowLimit.Not(limit);
    }

    private static RowLimit any(Stream<? extends RowLimit> some) {
        List<RowLimit> ways = some.filter(way -> !way.equals(RowLimit.NONE))
                .distinct()
                .map(RowLimit.class::cast)
                .toList();
        if (ways.contains(RowLimit.EVERY)) {
            return RowLimit.EVERY;
        }
        return ways.size() == 1 ? ways.get(0) : new RowLimit.AnyOf(ways);
    }

    private static RowLimit all(Stream<? extends RowLimit> some) {
        List<RowLimit> conditions = some.filter(condition -> !condition.equals(RowLimit.EVERY))
                .distinct()
                .map(RowLimit.class::cast)
                .toList();
        if (conditions.contains(RowLimit.NONE)) {
            return RowLimit.NONE;
        }
        return conditions.size() == 1 ? conditions.get(0) : new RowLimit.AllOf(conditions);
    }
}
