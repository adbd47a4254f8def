package org.openward.security;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.RecordMatching;
import org.openward.fhir.contents.SecurityContexts;
import org.openward.fhir.rows.RowConditions;
import org.openward.fhir.rows.RowLimit;
import org.openward.security.roles.Deed;
import org.openward.security.roles.Entitlements;
import org.openward.security.roles.Looking;
import org.openward.security.roles.RoleHolder;
import org.openward.security.scopes.Alternatives;
import org.springframework.stereotype.Component;

/** Which single records a grant reaches, when it does not reach all of a type. */
@Component
class VisibleRecords {
    private static final String PATIENT = "Patient";

    private static final Set<RestOperationTypeEnum> READS =
            EnumSet.of(RestOperationTypeEnum.READ, RestOperationTypeEnum.VREAD);

    private final FhirContext context;
    private final RecordMatching matching;
    private final SecurityContexts contexts;
    private final Entitlements roles;
    private final RowConditions rows;

    VisibleRecords(
            FhirContext context,
            RecordMatching matching,
            SecurityContexts contexts,
            Entitlements roles,
            RowConditions rows) {
        this.context = context;
        this.matching = matching;
        this.contexts = contexts;
        this.roles = roles;
        this.rows = rows;
    }

    /** Whether one of those interactions is granted with that very record. */
    boolean isWithin(Grant grant, IBaseResource resource, Collection<Interaction> interactions) {
        return together(List.of(resource)).isWithin(grant, resource, interactions);
    }

    /** Whether a new record may be created, be it one that belongs to another of the same transaction. */
    boolean mayCreate(Grant grant, IBaseResource created, CreatedTogether others) {
        var create = EnumSet.of(Interaction.CREATE);
        return created instanceof Binary binary
                ? others.find(StringUtils.defaultString(
                                binary.getSecurityContext().getReference()))
                        .map(other -> mayDo(grant, binary, create)
                                && (grant.seesEvery(SmartScope.ALL_TYPES) || mayRead(grant, other))
                                && isOpenToRoles(grant, binary, create, Optional.of(other)))
                        .orElseGet(() -> isWithin(grant, created, create))
                : isWithin(grant, created, create);
    }

    /** Records of one answer: what the Binaries among them belong to is fetched for all of them at once, if it is asked for. */
    Together together(Collection<? extends IBaseResource> records) {
        return new Together(records);
    }

    /** The same for the one record of a read: it is looked at when it is found and when it leaves, and nothing is asked twice for it. */
    Together together(RequestDetails request, List<? extends IBaseResource> records) {
        if (!READS.contains(request.getRestOperationType()) || records.size() != 1) {
            return together(records);
        }
        var known = request.getUserData().get(Together.class);
        if (known instanceof Together before && before.isOf(records.get(0))) {
            return before;
        }
        var together = together(records);
        request.getUserData().put(Together.class, together);
        return together;
    }

    final class Together {
        private final Collection<? extends IBaseResource> all;
        private @Nullable Map<String, Resource> found;
        private @Nullable Looking looking;

        private Together(Collection<? extends IBaseResource> all) {
            this.all = all;
        }

        private boolean isOf(IBaseResource record) {
            return all.size() == 1 && all.iterator().next() == record;
        }

        /** Whether one of those interactions is granted with one of them. */
        boolean isWithin(Grant grant, IBaseResource resource, Collection<Interaction> interactions) {
            if (!(resource instanceof Binary binary)) {
                return isGranted(grant, resource, interactions) && isAllowedByRoles(grant, resource, interactions);
            }
            if (!binary.hasSecurityContext()) {
                return isGranted(grant, resource, interactions)
                        && isOpenToRoles(grant, binary, interactions, Optional.empty());
            }
            return mayDo(grant, binary, interactions)
                    && (grant.person().isEmpty()
                            || isOpenToRoles(grant, binary, interactions, SecurityContexts.of(binary, found())))
                    && (grant.seesEvery(SmartScope.ALL_TYPES)
                            || SecurityContexts.of(binary, found())
                                    .filter(record -> mayRead(grant, record))
                                    .isPresent());
        }

        /** Whether nothing of the record, as it is going to be shown, is hidden from somebody in roles. */
        boolean isWhole(Grant grant, IBaseResource resource) {
            return grant.person()
                    .filter(person -> resource instanceof Resource record
                            && roles.isMasked(person, record.fhirType())
                            && !looking(person).isWhole(record))
                    .isEmpty();
        }

        /** A change is looked at by itself, with what it changes. */
        private boolean isAllowedByRoles(Grant grant, IBaseResource resource, Collection<Interaction> interactions) {
            return grant.person()
                    .map(person -> interactions.contains(Interaction.UPDATE)
                            || looking(person).may(deed(interactions), resource))
                    .orElse(true);
        }

        private Looking looking(RoleHolder person) {
            var known = looking;
            if (known == null) {
                known = roles.looking(person, all);
                looking = known;
            }
            return known;
        }

        private Map<String, Resource> found() {
            var known = found;
            if (known == null) {
                known = contexts.of(all.stream()
                        .filter(Binary.class::isInstance)
                        .map(Binary.class::cast)
                        .filter(Binary::hasSecurityContext)
                        .toList());
                found = known;
            }
            return known;
        }
    }

    /** As open as the record that it belongs to; without one, only to whoever may do that with every Binary. */
    private boolean isOpenToRoles(
            Grant grant, Binary binary, Collection<Interaction> interactions, Optional<Resource> belongsTo) {
        return grant.person()
                .map(person -> roles.may(person, binary.fhirType(), deed(interactions))
                        && belongsTo
                                .map(record ->
                                        isOpen(roles.looking(person, List.of(record)), deed(interactions), record))
                                .orElseGet(() -> roles.mayWithEvery(person, binary.fhirType(), deed(interactions))))
                .orElse(true);
    }

    private static boolean isOpen(Looking looking, Deed deed, Resource record) {
        return deed == Deed.SEE ? looking.may(deed, record) : looking.mayAddTo(record);
    }

    private static Deed deed(Collection<Interaction> interactions) {
        return interactions.iterator().next().deed();
    }

    private boolean isGranted(Grant grant, IBaseResource resource, Collection<Interaction> interactions) {
        return interactions.stream()
                .flatMap(interaction -> grant.scopesFor(resource.fhirType(), interaction))
                .anyMatch(scope -> isWithin(grant, scope, resource));
    }

    /** With a Binary that belongs to another record; whose it is, the other record says. */
    private boolean mayDo(Grant grant, Binary binary, Collection<Interaction> interactions) {
        return interactions.stream()
                .flatMap(interaction -> grant.scopesFor(binary.fhirType(), interaction))
                .anyMatch(scope -> meetsRestriction(scope, binary));
    }

    /** Who wants to do anything with a Binary must be allowed to read the record that it belongs to; that is no other Binary. */
    private boolean mayRead(Grant grant, IBaseResource record) {
        return !(record instanceof Binary) && isGranted(grant, record, EnumSet.of(Interaction.READ));
    }

    private boolean isWithin(Grant grant, SmartScope scope, IBaseResource resource) {
        if (scope.context() == SmartScope.Context.PATIENT && !isOf(grant.patient(), resource)) {
            return false;
        }
        return meetsRestriction(scope, resource);
    }

    private boolean meetsRestriction(SmartScope scope, IBaseResource resource) {
        return scope.restriction().isEmpty() || matching.matches(resource, String.join("&", scope.restriction()));
    }

    private boolean isOf(Optional<String> patient, IBaseResource resource) {
        return patient.isPresent()
                && context.newTerser()
                        .isSourceInCompartmentForTarget(PATIENT, resource, new IdType(PATIENT, patient.get()));
    }

    /** What a search of that type must ask for besides, so that it finds granted records only; with what {@link #rows} says. */
    List<String> conditions(Grant grant, String type) {
        if (grant.allowsEvery(type, Interaction.SEARCH)) {
            return List.of();
        }
        var alternatives = alternatives(grant, type);
        return alternatives.together().orElseGet(alternatives::common);
    }

    /**
     * What the rows must meet besides, where no conditions of a search can say it; mostly nothing.
     *
     * @throws ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException when the rows cannot say it either
     */
    Optional<RowLimit> rows(Grant grant, String type) {
        if (grant.allowsEvery(type, Interaction.SEARCH)) {
            return Optional.empty();
        }
        var alternatives = alternatives(grant, type);
        return alternatives.together().isPresent()
                ? Optional.empty()
                : Optional.of(rows.meetingOne(type, alternatives.apart())
                        .orElseThrow(() -> NotAllowed.because("The token limits searches of " + type
                                + " in several ways at once, one of which can be asked alone only. Ask for a token "
                                + "with one of its scopes for that type.")));
    }

    private Alternatives alternatives(Grant grant, String type) {
        return Alternatives.of(grant.scopesFor(type, Interaction.SEARCH)
                .map(scope -> conditions(grant, scope, type))
                .toList());
    }

    private List<String> conditions(Grant grant, SmartScope scope, String type) {
        var conditions = new ArrayList<>(scope.restriction());
        if (scope.context() == SmartScope.Context.PATIENT) {
            conditions.add(ofThePatient(grant.patient().orElseThrow(), type));
        }
        return conditions;
    }

    private String ofThePatient(String patient, String type) {
        if (PATIENT.equals(type)) {
            return "_id=" + patient;
        }
        var definition = context.getResourceDefinition(type);
        var names = definition.getSearchParamsForCompartmentName(PATIENT).stream()
                .map(parameter -> parameter.getName())
                .toList();
        if (names.isEmpty()) {
            throw NotAllowed.because(type + " is no part of a patient's record.");
        }
        var name = definition.getSearchParam("patient") == null ? names.get(0) : "patient";
        return name + "=Patient/" + patient;
    }
}
