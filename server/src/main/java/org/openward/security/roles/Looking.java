package org.openward.security.roles;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.RecordMatching;
import org.openward.security.assignment.Reached;
import org.openward.security.masks.Mask;
import org.openward.security.masks.Masking;

/** Somebody's look at single records: what his roles let him do with each, and what they show him of it. */
public final class Looking {
    /** What the store itself writes, less what a client may say there. */
    private static final Set<String> LOOKED_AT_APART = Set.of("id", "meta");

    private final RoleHolder holder;
    private final RolePolicy policy;
    private final Elements elements;
    private final RecordMatching matching;
    private final Reached reached;

    Looking(RoleHolder holder, RolePolicy policy, Elements elements, RecordMatching matching, Reached reached) {
        this.holder = holder;
        this.policy = policy;
        this.elements = elements;
        this.matching = matching;
        this.reached = reached;
    }

    /** The record that stands for somebody: his own, or the patient's that he is. */
    static Optional<IdType> himself(RoleHolder holder) {
        return holder.user()
                .or(() -> holder.patient().map(patient -> "Patient/" + patient))
                .map(IdType::new)
                .filter(id -> id.hasResourceType() && id.hasIdPart());
    }

    /** Whether he may do that with the very record. */
    public boolean may(Deed deed, IBaseResource record) {
        return rules(deed, record).anyMatch(rule -> deed == Deed.SEE || isNothingElse(rule, record));
    }

    /** Whether he may write what belongs to the record: he sees it, and would without a broken glass. */
    public boolean mayAddTo(IBaseResource record) {
        return policy.rules(holder.roles(), record.fhirType(), Deed.SEE).stream()
                .anyMatch(rule -> isWithin(rule, Deed.CHANGE, record)
                        && hasAll(rule.cell().values(), record));
    }

    /** Whoever writes records with certain codes does not say by another code beside them that it is a record of another kind. */
    private boolean isNothingElse(Rule rule, IBaseResource record) {
        return rule.cell().lasting().entrySet().stream().allMatch(each -> {
            var allowed = each.getValue().stream()
                    .map(value -> value.substring(value.indexOf('|') + 1))
                    .toList();
            return elements.codes(record, each.getKey()).allMatch(allowed::contains);
        });
    }

    private Stream<Rule> rules(Deed deed, IBaseResource record) {
        return policy.rules(holder.roles(), record.fhirType(), deed).stream()
                .filter(rule ->
                        isWithin(rule, deed, record) && hasAll(rule.cell().values(), record));
    }

    private boolean isWithin(Rule rule, Deed deed, IBaseResource record) {
        return hasAll(rule.group().when(), record)
                && (rule.group().unless().isEmpty() || !hasAll(rule.group().unless(), record))
                && rule.cell().reaches().stream().allMatch(reach -> reaches(reach, deed, record));
    }

    private boolean hasAll(Map<String, List<String>> codes, IBaseResource record) {
        return codes.entrySet().stream()
                .allMatch(each -> matching.matches(record, each.getKey() + "=" + String.join(",", each.getValue())));
    }

    private boolean reaches(Reach reach, Deed deed, IBaseResource record) {
        return switch (reach) {
            case NO_PATIENT -> !elements.namesAPatient(record);
            case FIRM -> holder.user()
                    .filter(user -> isOfOneOf(reached.firmsOf(user), record))
                    .isPresent();
            case OWN -> himself(holder).filter(user -> isHis(user, record)).isPresent();
            case SELF -> holder.patient()
                    .filter(patient -> elements.patients(record).contains(patient))
                    .isPresent();
            case ASSIGNED -> holder.user()
                    .filter(user -> deed == Deed.SEE ? reached.isOpenTo(user, record) : reached.inCareOf(user, record))
                    .isPresent();
            case DELEGATED -> holder.user()
                    .filter(user -> reached.isLet(user, record))
                    .filter(user -> holder.onlyCaredFor()
                            .map(elements.patients(record)::contains)
                            .orElse(true))
                    .isPresent();
            case TASK -> holder.user()
                    .filter(user -> reached.inTasksOf(user, record))
                    .isPresent();
        };
    }

    private boolean isOfOneOf(Set<String> firms, IBaseResource record) {
        return policy.firm(record.fhirType()).stream()
                .flatMap(parameter -> elements.references(record, parameter))
                .anyMatch(id -> firms.contains(id.toUnqualifiedVersionless().getValue()));
    }

    private boolean isHis(IdType user, IBaseResource record) {
        var own = policy.own(record.fhirType());
        if (own.contains("_id")) {
            return record.fhirType().equals(user.getResourceType())
                    && user.getIdPart().equals(record.getIdElement().getIdPart());
        }
        return own.stream()
                .flatMap(parameter -> elements.references(record, parameter))
                .anyMatch(id ->
                        user.getValue().equals(id.toUnqualifiedVersionless().getValue()));
    }

    /** Whether he may put the one in the place of the other: nothing changes that he does not see or may not touch. */
    public boolean mayChange(Resource before, Resource after) {
        return isWhole(before)
                && changing(before, after)
                        .anyMatch(rule -> changesOnly(rule.cell().only(), before, after));
    }

    /** Whether he may do so where labels go too that the other does not have. */
    public boolean mayRelabel(Resource before, Resource after) {
        return Labels.areTheSame(before.getMeta(), after.getMeta())
                || changing(before, after).anyMatch(rule -> rule.cell().only().isEmpty());
    }

    private Stream<Rule> changing(Resource before, Resource after) {
        return rules(Deed.CHANGE, before)
                .filter(rule -> isWithin(rule, Deed.CHANGE, after)
                        && hasAll(rule.cell().lasting(), after)
                        && isNothingElse(rule, after));
    }

    private static boolean changesOnly(Set<String> touchable, Resource before, Resource after) {
        return touchable.isEmpty()
                || (Labels.areKept(before.getMeta(), after.getMeta())
                        && before.children().stream()
                                .map(Property::getName)
                                .filter(name -> !touchable.contains(name) && !LOOKED_AT_APART.contains(name))
                                .allMatch(name -> Base.compareDeep(said(before, name), said(after, name), true)
                                        || isOutdated(name, before, after)));
    }

    /** A narrative that was made from the elements says nothing of its own, and may go when one of them changes. */
    private static boolean isOutdated(String element, Resource before, Resource after) {
        return element.equals("text")
                && before instanceof DomainResource told
                && told.getText().getStatus() == NarrativeStatus.GENERATED
                && after instanceof DomainResource changed
                && !changed.hasText();
    }

    /** What stands in the element; a mere look at a record leaves empty ones in it. */
    private static List<Base> said(Resource record, String element) {
        return record.getChildByName(element).getValues().stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Whether nothing of the record, as it is at hand, is hidden from him. */
    public boolean isWhole(Resource record) {
        return maskOf(record).filter(mask -> Masking.hides(record, mask)).isEmpty();
    }

    /** The record as he may see it. */
    public Resource shown(Resource record) {
        return maskOf(record).map(mask -> Masking.masked(record, mask)).orElse(record);
    }

    /** What is left of it for him; nothing where he sees it whole. */
    private Optional<Mask> maskOf(Resource record) {
        if (policy.rules(holder.roles(), record.fhirType(), Deed.SEE).stream()
                .noneMatch(rule -> rule.cell().mask().isPresent())) {
            return Optional.empty();
        }
        var masks = rules(Deed.SEE, record).map(rule -> rule.cell().mask()).toList();
        return masks.stream().allMatch(Optional::isPresent)
                ? masks.stream().flatMap(Optional::stream).map(policy::mask).reduce(Mask::and)
                : Optional.empty();
    }
}
