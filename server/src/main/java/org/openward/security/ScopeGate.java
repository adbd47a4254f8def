package org.openward.security;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.InnerRequests;
import org.openward.fhir.disclosure.OperationAnswer;
import org.openward.fhir.statement.StatementPart;
import org.openward.fhir.whole.SearchTerms;
import org.openward.security.VisibleRecords.Together;
import org.openward.security.roles.Deed;
import org.openward.security.roles.RoleDoor;
import org.openward.security.roles.RoleHolder;

/** Lets a FHIR request do what its token allows and nothing else, entry by entry in a batch or transaction. */
@FhirInterceptor
@Interceptor
class ScopeGate implements InnerRequests, StatementPart {
    /** They load each record in the caller's own request, where the store's hooks leave out and mask; and a summary gives records new names. */
    private static final Set<String> LOADED_AS_ASKED = Set.of("$everything", "$summary");

    /** Their desks decide who is told, and whoever calls them may know no more of the answer's types. */
    private static final Set<String> TOLD_BY_THEIR_DESKS = Set.of("$access-report", "$break-glass");

    private final OperationPolicy operations = OperationPolicy.read();
    private final SearchTerms searchTerms;
    private final VisibleRecords records;
    private final RoleDoor door;

    ScopeGate(VisibleRecords records, ISearchParamRegistry searchParameters, RoleDoor door) {
        this.searchTerms = new SearchTerms(searchParameters);
        this.records = records;
        this.door = door;
    }

    /** Leaves in the server's statement only operations that the policy opens to somebody. */
    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        for (var rest : statement.getRest()) {
            rest.getOperation().removeIf(operation -> isClosed(SmartScope.ALL_TYPES, operation.getName()));
            rest.getResource().forEach(resource -> resource.getOperation()
                    .removeIf(operation -> isClosed(resource.getType(), operation.getName())));
        }
    }

    private boolean isClosed(String type, String operation) {
        return operations.find(type, operation).isEmpty();
    }

    @Override
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(RequestDetails request, RestOperationTypeEnum interaction) {
        var grant = Granted.to(request);
        if (grant.isEmpty()) {
            if (interaction != RestOperationTypeEnum.METADATA) {
                throw NotAllowed.because("This request came in without a token.");
            }
            return;
        }
        check(grant.get(), Asked.of(request, interaction));
        grant.get()
                .person()
                .flatMap(person -> door.refusalOf(person, request, interaction))
                .ifPresent(ScopeGate::refuse);
        if (request.getResource() instanceof Bundle bundle
                && interaction == RestOperationTypeEnum.TRANSACTION
                && !(grant.get().isUnlimited() && grant.get().person().isEmpty())) {
            bundle.getEntry().forEach(entry -> check(grant.get(), Asked.of(entry.getRequest())));
            request.getUserData().put(CreatedTogether.class, CreatedTogether.in(bundle));
        }
    }

    @Override
    public void checkSearchOfAll(RequestDetails request, String type, Map<String, String[]> search) {
        Granted.to(request).ifPresent(grant -> check(grant, Asked.searchOfAll(type, search)));
    }

    private void checkRoles(RoleHolder person, Wanted wanted) {
        door.refusalOf(person, wanted.type(), deeds(wanted.withSome()), deeds(wanted.withAny()), wanted.search())
                .ifPresent(ScopeGate::refuse);
    }

    private static void refuse(String why) {
        throw NotAllowed.because(why);
    }

    private static Set<Deed> deeds(Set<Interaction> interactions) {
        return interactions.stream().map(Interaction::deed).collect(Collectors.toSet());
    }

    private void check(Grant grant, Wanted wanted) {
        if (wanted.operation().isEmpty()) {
            grant.person().ifPresent(person -> checkRoles(person, wanted));
        }
        if (!wanted.operation().isEmpty()) {
            checkOperation(grant, wanted);
        } else if (!grant.isUnlimited()) {
            wanted.withSome()
                    .forEach(interaction ->
                            require(grant.allows(wanted.type(), interaction), wanted.type(), interaction));
            wanted.withAny()
                    .forEach(interaction ->
                            require(grant.allowsEvery(wanted.type(), interaction), wanted.type(), interaction));
            searchTerms.typesLookedInto(wanted.type(), wanted.search()).forEach(type -> checkLookInto(grant, type));
        }
    }

    private void checkOperation(Grant grant, Wanted wanted) {
        var row = operations
                .find(wanted.type(), wanted.operation())
                .orElseThrow(
                        () -> NotAllowed.because("The operation " + wanted.operation() + " is closed to clients."));
        if (!row.isGrantedBy(grant, wanted.type(), (person, deed) -> door.types(person, deed.deed()))) {
            throw NotAllowed.because("The operation " + wanted.operation() + " needs " + row.askedFor() + ".");
        }
        row.assurance().filter(level -> !grant.isAssured(level)).ifPresent(level -> {
            throw NotAllowed.withoutAssurance(wanted.operation(), level);
        });
        grant.person()
                .flatMap(person -> door.refusalOf(person, wanted.type(), wanted.operation()))
                .ifPresent(ScopeGate::refuse);
    }

    private static void checkLookInto(Grant grant, String type) {
        if (grant.scopesFor(type, Interaction.SEARCH)
                .noneMatch(scope -> scope.restriction().isEmpty())) {
            throw NotAllowed.because("The search looks into records of type " + type
                    + ", for which the token has no search scope. Name the "
                    + "type in the chain, as in subject:Patient.name, or ask for a wider token.");
        }
    }

    private static void require(boolean granted, String type, Interaction interaction) {
        if (!granted) {
            throw NotAllowed.because("The token has no scope " + type + "." + interaction.letter()
                    + " for this. Ask the token endpoint for a wider one.");
        }
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void check(RequestDetails request, IBaseResource answer) {
        var grant = Granted.to(request)
                .filter(limited -> !limited.isUnlimited() || limited.person().isPresent());
        if (grant.isEmpty() || request.getRestOperationType() == null) {
            return;
        }
        switch (request.getRestOperationType()) {
            case READ, VREAD -> {
                var together = records.together(request, List.of(answer));
                if (!together.isWithin(grant.get(), answer, EnumSet.of(Interaction.READ))
                        || !together.isWhole(grant.get(), answer)) {
                    throw NotAllowed.because("The token does not reach this record.");
                }
            }
            case SEARCH_TYPE,
                    SEARCH_SYSTEM,
                    HISTORY_INSTANCE,
                    HISTORY_TYPE,
                    HISTORY_SYSTEM,
                    TRANSACTION -> withoutHidden(grant.get(), answer);
            case EXTENDED_OPERATION_INSTANCE, EXTENDED_OPERATION_SERVER, EXTENDED_OPERATION_TYPE -> {
                if (grant.get().person().isPresent()
                        && !LOADED_AS_ASKED.contains(request.getOperation())
                        && !TOLD_BY_THEIR_DESKS.contains(request.getOperation())) {
                    requireVisible(grant.get(), request, answer);
                }
            }
            default -> {
                // A write shows what its storage hook left.
            }
        }
    }

    /**
     * An operation has asked for the scopes of all that it shows; what roles show is looked at record by record. The record that it was
     * called on was looked at before: it may have gone out of its caller's reach by what was done with it, as a Task does that is closed.
     */
    private void requireVisible(Grant grant, RequestDetails request, IBaseResource answer) {
        var shown = OperationAnswer.records(answer).stream()
                .filter(record -> !(record instanceof OperationOutcome))
                .filter(record -> !isCalledOn(request, record))
                .toList();
        var together = records.together(shown);
        if (shown.stream()
                .anyMatch(record -> !together.isWithin(grant, record, EnumSet.of(Interaction.READ))
                        || !together.isWhole(grant, record))) {
            throw NotAllowed.because("The answer of this operation holds what your roles do not show.");
        }
    }

    private static boolean isCalledOn(RequestDetails request, Resource record) {
        return request.getId() != null
                && request.getId().hasIdPart()
                && record.fhirType().equals(request.getResourceName())
                && request.getId().getIdPart().equals(record.getIdElement().getIdPart());
    }

    private void withoutHidden(Grant grant, IBaseResource answer) {
        if (!(answer instanceof Bundle bundle)) {
            return;
        }
        var together = records.together(bundle.getEntry().stream()
                .filter(BundleEntryComponent::hasResource)
                .map(BundleEntryComponent::getResource)
                .toList());
        for (var entry : bundle.getEntry()) {
            if (entry.getResource() instanceof Bundle inner) {
                withoutHidden(grant, inner);
            } else if (entry.hasResource() && !isVisible(grant, entry.getResource(), together)) {
                entry.setResource(null);
            }
        }
    }

    private static boolean isVisible(Grant grant, IBaseResource resource, Together together) {
        return "OperationOutcome".equals(resource.fhirType())
                || (together.isWithin(grant, resource, EnumSet.of(Interaction.READ, Interaction.SEARCH))
                        && together.isWhole(grant, resource));
    }
}
