package org.openward.security.roles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.fhir.RecordMatching;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.rows.RowLimit.Records;
import org.openward.profiles.Systems;
import org.openward.security.assignment.Assignments;
import org.openward.security.assignment.Reached;
import org.openward.security.masks.Mask;
import org.openward.security.roles.FollowedSearch.Hop;
import org.openward.security.roles.FollowedSearch.Leaf;
import org.springframework.stereotype.Component;

/** What somebody's roles allow him, beside what his token does: asked before a request is answered, and of each record that is not open to all. */
@Component
public class Entitlements {
    private static final String PATIENT = "Patient";

    /** Identifiers that stay visible for whoever works by them. */
    private static final Set<String> KEPT_IDENTIFIERS = Set.of(Systems.MRN + "|", Systems.ACCESSION + "|");

    /** Those by which a type's records belong to the same patients as another's. */
    private static final Set<Reach> BY_PATIENT = Set.of(Reach.ASSIGNED, Reach.SELF, Reach.DELEGATED);

    private final RolePolicy policy = RolePolicy.read();
    private final ISearchParamRegistry searchParameters;
    private final Elements elements;
    private final RecordMatching matching;
    private final Assignments assignments;

    Entitlements(
            FhirContext fhir, ISearchParamRegistry searchParameters, RecordMatching matching, Assignments assignments) {
        this.searchParameters = searchParameters;
        this.elements = new Elements(fhir, searchParameters, policy);
        this.matching = matching;
        this.assignments = assignments;
    }

    /** Whether the roles let him do that with some records of the type. */
    public boolean may(RoleHolder holder, String type, Deed deed) {
        return !rules(holder, type, deed).isEmpty();
    }

    /** The types of which the roles let him do that with some records. */
    public Set<String> types(RoleHolder holder, Deed deed) {
        return policy.types().stream().filter(type -> may(holder, type, deed)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether they let him do it with every record of the type, whatever is left of it for him to see. */
    public boolean mayWithEvery(RoleHolder holder, String type, Deed deed) {
        return isEvery(type, rules(holder, type, deed).stream().filter(rule -> rule.cell()
                .isForAll()));
    }

    /** Whether he sees every record of the type, and all of it. */
    public boolean seesAll(RoleHolder holder, String type) {
        return isEvery(type, rules(holder, type, Deed.SEE).stream().filter(Rule::isForAllAndWhole));
    }

    private boolean isEvery(String type, Stream<Rule> rules) {
        var groups = rules.map(Rule::group).collect(Collectors.toSet());
        return !policy.groups(type).isEmpty() && groups.containsAll(policy.groups(type));
    }

    /** Whether something may be left out of records of the type before he sees them. */
    public boolean isMasked(RoleHolder holder, String type) {
        return !seesAll(holder, type)
                && rules(holder, type, Deed.SEE).stream()
                        .anyMatch(rule -> rule.cell().mask().isPresent());
    }

    /** Whether one of the roles may call the operation, named with its type or without. */
    public boolean mayCall(RoleHolder holder, String type, String operation) {
        var code = operation.startsWith("$") ? operation.substring(1) : operation;
        return policy.mayCall(holder.roles(), Set.of(code, type + "-" + code));
    }

    private List<Rule> rules(RoleHolder holder, String type, Deed deed) {
        return policy.rules(holder.roles(), type, deed);
    }

    /** Why a search asks for more than the roles let him see; nothing if it does not. */
    public Optional<String> refusalOf(RoleHolder holder, String type, Map<String, String[]> search) {
        var followed = FollowedSearch.of(type, search, searchParameters);
        return followed.unusable()
                .map(name -> "Nobody can say what the search parameter " + name
                        + " looks at, so roles do not allow it. Search without it.")
                .or(() -> followed.hops().stream()
                        .filter(hop -> !mayFollow(holder, hop))
                        .findFirst()
                        .map(hop -> "The search looks into records of type " + hop.to()
                                + ", of which your roles do not show all."))
                .or(() -> followed.leaves().stream()
                        .filter(leaf -> isHidden(holder, leaf))
                        .findFirst()
                        .map(leaf -> "The search asks for " + leaf.parameter() + " of " + leaf.type()
                                + ", which your roles do not show."));
    }

    /** Into a type of which all is seen; or along the patient, to records that are his for the same reason. */
    private boolean mayFollow(RoleHolder holder, Hop hop) {
        if (mayWithEvery(holder, hop.to(), Deed.SEE)) {
            return true;
        }
        var other = hop.backwards() ? hop.to() : hop.from();
        var patient = hop.backwards() ? hop.from() : hop.to();
        var here = reasons(holder, hop.from());
        return patient.equals(PATIENT)
                && leadsToPatient(other, hop.parameter())
                && !here.isEmpty()
                && reasons(holder, hop.to()).containsAll(here);
    }

    private boolean leadsToPatient(String type, String parameter) {
        var asked = elements.of(type, parameter);
        return !asked.isEmpty()
                && elements.toPatients(type).stream()
                        .anyMatch(known -> elements.of(type, known).equals(asked));
    }

    /** Why all records of the type that he sees are seen by him; none when it is not because of their patients alone. */
    private Set<Reach> reasons(RoleHolder holder, String type) {
        var rules = rules(holder, type, Deed.SEE);
        var byPatient = rules.stream()
                .filter(rule ->
                        rule.cell().values().isEmpty() && rule.cell().reaches().size() == 1)
                .filter(rule -> BY_PATIENT.containsAll(rule.cell().reaches()))
                .toList();
        return byPatient.size() == rules.size() && isEvery(type, byPatient.stream())
                ? byPatient.stream()
                        .flatMap(rule -> rule.cell().reaches().stream())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private boolean isHidden(RoleHolder holder, Leaf leaf) {
        if (seesAll(holder, leaf.type())) {
            return false;
        }
        return rules(holder, leaf.type(), Deed.SEE).stream()
                .flatMap(rule -> rule.cell().mask().stream())
                .map(policy::mask)
                .anyMatch(mask -> !shows(mask, leaf));
    }

    private boolean shows(Mask mask, Leaf leaf) {
        var asked = elements.of(leaf.type(), leaf.parameter());
        return !asked.isEmpty()
                && asked.stream()
                        .allMatch(element -> mask.keeps(leaf.type(), element) || showsSome(mask, element, leaf));
    }

    /** By a number of a kind that stays visible. */
    private static boolean showsSome(Mask mask, String element, Leaf leaf) {
        return element.equals("identifier")
                && !mask.keptIdentifiers(leaf.type()).isEmpty()
                && !leaf.values().isEmpty()
                && leaf.values().stream()
                        .flatMap(values -> Stream.of(values.split(",", -1)))
                        .allMatch(value -> KEPT_IDENTIFIERS.stream().anyMatch(value::startsWith));
    }

    /** What a search of the type must be limited to; nothing where he sees every record. */
    public Optional<RowLimit> limit(RoleHolder holder, String type) {
        if (mayWithEvery(holder, type, Deed.SEE)) {
            return Optional.empty();
        }
        return Optional.of(new RowLimit.AnyOf(rules(holder, type, Deed.SEE).stream()
                .map(rule -> limit(holder, type, rule))
                .toList()));
    }

    private RowLimit limit(RoleHolder holder, String type, Rule rule) {
        var conditions = new ArrayList<RowLimit>();
        rule.group().when().forEach((name, codes) -> conditions.add(new RowLimit.HasCode(name, codes)));
        rule.group()
                .unless()
                .forEach((name, codes) -> conditions.add(new RowLimit.Not(new RowLimit.HasCode(name, codes))));
        rule.cell().values().forEach((name, codes) -> conditions.add(new RowLimit.HasCode(name, codes)));
        rule.cell().reaches().forEach(reach -> conditions.add(limit(holder, type, reach)));
        return new RowLimit.AllOf(conditions);
    }

    private RowLimit limit(RoleHolder holder, String type, Reach reach) {
        return switch (reach) {
            case NO_PATIENT -> new RowLimit.Not(new RowLimit.RefersToSome(PATIENT));
            case OWN -> own(holder, type);
            case FIRM -> holder.user()
                    .<RowLimit>map(user -> new RowLimit.RefersTo(policy.firm(type), assignments.firmsOf(user)))
                    .orElse(nothing());
            case SELF -> holder.patient()
                    .map(patient -> of(type, Records.one(PATIENT, patient)))
                    .orElse(nothing());
            case ASSIGNED -> holder.user()
                    .map(user -> of(type, assignments.openTo(user)))
                    .orElse(nothing());
            case DELEGATED -> holder.user()
                    .map(user -> letting(holder, type, user))
                    .orElse(nothing());
            case TASK -> holder.user()
                    .map(user -> Reached.isNamedByTasks(type)
                            ? new RowLimit.IsAmong(assignments.inTasksOf(user, type))
                            : of(type, assignments.inTasksOf(user, PATIENT)))
                    .orElse(nothing());
        };
    }

    private RowLimit letting(RoleHolder holder, String type, String user) {
        var all = of(type, assignments.whoLet(user));
        return holder.onlyCaredFor()
                .<RowLimit>map(one -> new RowLimit.AllOf(List.of(all, of(type, Records.one(PATIENT, one)))))
                .orElse(all);
    }

    private static RowLimit nothing() {
        return new RowLimit.AnyOf(List.of());
    }

    private RowLimit of(String type, Records patients) {
        return type.equals(PATIENT)
                ? new RowLimit.IsAmong(patients)
                : new RowLimit.RefersTo(elements.toPatients(type), patients);
    }

    private RowLimit own(RoleHolder holder, String type) {
        var known = policy.own(type);
        return Looking.himself(holder)
                .<RowLimit>map(user -> known.contains("_id")
                        ? new RowLimit.IsAmong(Records.one(user.getResourceType(), user.getIdPart()))
                        : new RowLimit.RefersTo(known, Records.one(user.getResourceType(), user.getIdPart())))
                .orElse(nothing());
    }

    /** A look at records of one request, whose patients are asked for together. */
    public Looking looking(RoleHolder holder, Collection<? extends IBaseResource> records) {
        return new Looking(holder, policy, elements, matching, assignments.about(records, elements::patients));
    }
}
