package org.openward.privacy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentDataMeaning;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Consent.provisionActorComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.disclosure.Reader;
import org.openward.tenancy.Caller;

/**
 * What one Consent says about showing a record to a reader. Its provisions are rules with exceptions; where several speak of the same,
 * denial wins. What this policy cannot judge counts for the patient: it makes a denial wider and a permission narrower.
 */
final class ConsentPolicy {
    private static final String PRIVACY = "patient-privacy";
    private static final String RESOURCE_TYPES = "http://hl7.org/fhir/resource-types";
    private static final Set<String> SHOWING = Set.of("access", "use", "disclose");
    private static final Set<String> CARE = Set.of("TREAT", "CAREMGT");
    private static final Set<String> SINGLE_ACTORS = Set.of("Practitioner", "Device", "Patient", "RelatedPerson");

    /** Whoever is to keep to a directive must be able to read it. */
    private static final Set<String> ALWAYS_SHOWN = Set.of("Consent", "AuditEvent", "OperationOutcome");

    private final Consent consent;
    private final Instant now;

    ConsentPolicy(Consent consent, Instant now) {
        this.consent = consent;
        this.now = now;
    }

    private enum Verdict {
        SHOW,
        HIDE,
        SILENT
    }

    /** Whether that Consent can keep anything from anybody. */
    static boolean isDirective(Consent consent) {
        return consent.getStatus() == ConsentState.ACTIVE
                && consent.getPatient().getReferenceElement().hasIdPart()
                && (consent.hasProvision() || consent.hasPolicyRule())
                && consent.getScope().getCoding().stream().anyMatch(scope -> PRIVACY.equals(scope.getCode()));
    }

    static boolean isAlwaysShown(String type) {
        return ALWAYS_SHOWN.contains(type);
    }

    boolean hides(Resource record, Reader reader) {
        if (isAlwaysShown(record.fhirType())) {
            return false;
        }
        var root = consent.getProvision();
        if (!isInForce(root)) {
            return false;
        }
        var verdict = verdict(root, baseType(root), record, reader);
        return verdict == Verdict.HIDE;
    }

    /** FHIR leaves the type of the first provision out; the policy says what holds where no exception does. */
    ConsentProvisionType baseType(ProvisionComponent root) {
        if (root.hasType() && root.getType() != ConsentProvisionType.NULL) {
            return root.getType();
        }
        var rules = consent.getPolicyRule().getCoding().stream()
                .map(Coding::getCode)
                .toList();
        if (rules.contains("OPTOUT") || rules.contains("OPTOUTE")) {
            return ConsentProvisionType.DENY;
        }
        return rules.contains("OPTIN") || rules.contains("OPTINR")
                ? ConsentProvisionType.PERMIT
                : ConsentProvisionType.NULL;
    }

    private Verdict verdict(ProvisionComponent rule, ConsentProvisionType type, Resource record, Reader reader) {
        if (!speaksOf(rule, type, record, reader)) {
            return Verdict.SILENT;
        }
        var exceptions = rule.getProvision().stream()
                .map(exception -> verdict(exception, typeOf(exception), record, reader))
                .toList();
        if (exceptions.contains(Verdict.HIDE)) {
            return Verdict.HIDE;
        }
        if (exceptions.contains(Verdict.SHOW)) {
            return Verdict.SHOW;
        }
        return switch (type) {
            case DENY -> Verdict.HIDE;
            case PERMIT -> Verdict.SHOW;
            default -> Verdict.SILENT;
        };
    }

    static ConsentProvisionType typeOf(ProvisionComponent exception) {
        return exception.hasType() ? exception.getType() : ConsentProvisionType.NULL;
    }

    private boolean speaksOf(ProvisionComponent rule, ConsentProvisionType type, Resource record, Reader reader) {
        return speaksTo(rule, type, reader) && speaksOfRecord(rule, record, type == ConsentProvisionType.DENY);
    }

    /** Whether the rule is about that reader now, of whichever records it speaks. */
    boolean speaksTo(ProvisionComponent rule, ConsentProvisionType type, Reader reader) {
        var isDenial = type == ConsentProvisionType.DENY;
        return isInForce(rule)
                && speaksOfReader(rule, reader, isDenial)
                && speaksOfPurpose(rule, reader)
                && speaksOfShowing(rule)
                && (!rule.hasDataPeriod() || isDenial);
    }

    boolean isInForce(ProvisionComponent rule) {
        var period = rule.getPeriod();
        return (!period.hasStart() || !period.getStart().toInstant().isAfter(now))
                && (!period.hasEnd() || now.isBefore(endOf(period.getEndElement())));
    }

    /** A day, month or year is over when its last moment is. */
    private static Instant endOf(DateTimeType end) {
        var moment = end.getValue().toInstant().atZone(ZoneOffset.UTC);
        return switch (end.getPrecision()) {
            case YEAR -> moment.plusYears(1).toInstant();
            case MONTH -> moment.plusMonths(1).toInstant();
            case DAY -> moment.plusDays(1).toInstant();
            default -> moment.toInstant();
        };
    }

    private static boolean speaksOfReader(ProvisionComponent rule, Reader reader, boolean isDenial) {
        return !rule.hasActor() || rule.getActor().stream().anyMatch(actor -> isReader(actor, reader, isDenial));
    }

    private static boolean isReader(provisionActorComponent actor, Reader reader, boolean isDenial) {
        var who = actor.getReference();
        if (reader.subject().equals(who.getIdentifier().getValue())) {
            return true;
        }
        if (!who.hasReference()) {
            return isDenial && !who.hasIdentifier();
        }
        var named = who.getReferenceElement();
        var name = named.getResourceType() + "/" + named.getIdPart();
        if (name.equals(reader.subject()) || name.equals(reader.fhirUser())) {
            return true;
        }
        return isDenial && (isUnknown(reader) || !SINGLE_ACTORS.contains(String.valueOf(named.getResourceType())));
    }

    /** A person of whom nobody says which record stands for him could be anyone. */
    private static boolean isUnknown(Reader reader) {
        return reader.kind() == Caller.Kind.PERSON && reader.fhirUser() == null;
    }

    private static boolean speaksOfPurpose(ProvisionComponent rule, Reader reader) {
        return !rule.hasPurpose()
                || rule.getPurpose().stream()
                        .anyMatch(purpose ->
                                CARE.contains(purpose.getCode()) == (reader.purpose() == Reader.Purpose.CARE));
    }

    private static boolean speaksOfShowing(ProvisionComponent rule) {
        return !rule.hasAction()
                || rule.getAction().stream()
                        .flatMap(action -> action.getCoding().stream())
                        .anyMatch(action -> SHOWING.contains(action.getCode()));
    }

    private static boolean speaksOfRecord(ProvisionComponent rule, Resource record, boolean isDenial) {
        return speaksOfClass(rule, record, isDenial)
                && (!rule.hasSecurityLabel()
                        || overlap(rule.getSecurityLabel(), record.getMeta().getSecurity()))
                && (!rule.hasCode() || overlap(codings(rule.getCode()), codings(record, "code")))
                && (!rule.hasData() || isNamed(rule, record, isDenial));
    }

    /** Who a patient is stays known to the hospital, unless the patient says so in so many words. */
    private static boolean speaksOfClass(ProvisionComponent rule, Resource record, boolean isDenial) {
        return rule.hasClass_()
                ? rule.getClass_().stream().anyMatch(kind -> isOfClass(kind, record))
                : !isDenial || !"Patient".equals(record.fhirType());
    }

    private static boolean isOfClass(Coding kind, Resource record) {
        if (isResourceType(kind)) {
            return record.fhirType().equals(kind.getCode());
        }
        return record.getMeta().hasProfile(kind.getCode()) || overlap(List.of(kind), codings(record, "category"));
    }

    static boolean isResourceType(Coding kind) {
        return RESOURCE_TYPES.equals(kind.getSystem());
    }

    private static boolean isNamed(ProvisionComponent rule, Resource record, boolean isDenial) {
        return rule.getData().stream()
                .anyMatch(data -> data.getMeaning() == ConsentDataMeaning.INSTANCE
                        ? (record.fhirType() + "/" + record.getIdElement().getIdPart())
                                .equals(data.getReference()
                                        .getReferenceElement()
                                        .toUnqualifiedVersionless()
                                        .getValue())
                        : isDenial);
    }

    private static List<Coding> codings(Resource record, String element) {
        var property = record.getNamedProperty(element);
        return property == null
                ? List.of()
                : codings(property.getValues().stream()
                        .filter(CodeableConcept.class::isInstance)
                        .map(CodeableConcept.class::cast)
                        .toList());
    }

    private static List<Coding> codings(List<CodeableConcept> concepts) {
        return concepts.stream()
                .flatMap(concept -> concept.getCoding().stream())
                .toList();
    }

    private static boolean overlap(List<Coding> some, List<Coding> others) {
        return some.stream().anyMatch(one -> others.stream()
                .anyMatch(other -> String.valueOf(one.getCode()).equals(other.getCode())
                        && (!one.hasSystem() || one.getSystem().equals(other.getSystem()))));
    }
}
