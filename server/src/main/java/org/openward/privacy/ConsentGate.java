package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.PrePatchDetails;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.ResourceNotFound;
import org.openward.fhir.disclosure.OperationAnswer;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.rows.Linked;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.search.SearchLimits;
import org.openward.fhir.verbatim.LooksInside;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;

/** What a patient keeps from a reader is not there for him: in no answer of any request, and he cannot change or delete it either. */
@FhirInterceptor
@Interceptor
class ConsentGate implements LooksInside, SearchLimits {
    private static final String PATIENT = "Patient";
    private static final String SOMETHING_HIDDEN = ConsentGate.class.getName() + ".hidden";

    private static final Set<RestOperationTypeEnum> HISTORIES = EnumSet.of(
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM);

    private static final Set<RestOperationTypeEnum> OPERATIONS = EnumSet.of(
            RestOperationTypeEnum.EXTENDED_OPERATION_INSTANCE,
            RestOperationTypeEnum.EXTENDED_OPERATION_SERVER,
            RestOperationTypeEnum.EXTENDED_OPERATION_TYPE);

    private static final Set<RestOperationTypeEnum> OF_ONE =
            EnumSet.of(RestOperationTypeEnum.READ, RestOperationTypeEnum.VREAD, RestOperationTypeEnum.HISTORY_INSTANCE);

    private final ConsentDisclosure disclosure;
    private final StandingRights rights;
    private final OfOnePatient single;
    private final RecordOwners owners;

    ConsentGate(ConsentDisclosure disclosure, StandingRights rights, FhirContext context, RecordOwners owners) {
        this.disclosure = disclosure;
        this.rights = rights;
        this.single = new OfOnePatient(context);
        this.owners = owners;
    }

    @Override
    public boolean looksInside(RequestDetails request) {
        if (disclosure.isOpen()) {
            return false;
        }
        var named = patientsOf(request);
        return named.isEmpty() || disclosure.concerns(named);
    }

    @Override
    public boolean readsText() {
        return true;
    }

    /** A Patient is the one whom the request names. */
    @Override
    public boolean looksInto(RequestDetails read, String json) {
        return PATIENT.equals(read.getResourceName()) || disclosure.concerns(owners.of(read.getResourceName(), json));
    }

    @Override
    public boolean leavesAsStored() {
        return true;
    }

    /** The patients whose records alone the request can bring; nobody, when that cannot be seen from it. */
    private List<String> patientsOf(RequestDetails request) {
        if (PATIENT.equals(request.getResourceName())
                && request.getId() != null
                && OF_ONE.contains(request.getRestOperationType())) {
            return List.of(request.getId().getIdPart());
        }
        var asked = request.getParameters().get("patient");
        var alone = request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE
                && asked != null
                && single.isSo(request.getResourceName())
                && request.getParameters().keySet().stream().noneMatch(ConsentGate::bringsOthers);
        return alone
                ? Arrays.stream(asked)
                        .flatMap(values -> Arrays.stream(values.split(",")))
                        .map(value -> value.substring(value.lastIndexOf('/') + 1))
                        .toList()
                : List.of();
    }

    private static boolean bringsOthers(String parameter) {
        return parameter.startsWith("_include") || parameter.startsWith("_revinclude");
    }

    @Override
    public List<String> conditionsFor(RequestDetails request) {
        return List.of();
    }

    @Override
    public Optional<RowLimit> rowsFor(RequestDetails request) {
        return linkedFor(request).flatMap(linked -> linked.limit(request.getResourceName()));
    }

    @Override
    public Optional<Linked> linkedFor(RequestDetails request) {
        return disclosure.isOpen() ? Optional.empty() : reader(request).map(disclosure::linkedFor);
    }

    @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
    public void hide(IPreResourceAccessDetails found, RequestDetails request) {
        var reader = reader(request);
        if (reader.isEmpty() || disclosure.isOpen()) {
            return;
        }
        var closed = disclosure.closedTo(
                reader.get(),
                IntStream.range(0, found.size()).mapToObj(found::getResource).toList());
        for (int place = 0; place < found.size(); place++) {
            var record = found.getResource(place);
            if (closed.contains(record) && !isBeingStored(request, record)) {
                found.setDontReturnResourceAtIndex(place);
                hidden(request)
                        .add(record.getIdElement().toUnqualifiedVersionless().getValue());
            }
        }
    }

    /**
     * The number of versions would tell of those that are hidden, and that there is none to be seen that there are some. And what an operation
     * shows it may have found on the hospital's account.
     */
    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void answering(RequestDetails request, ResponseDetails response) {
        var interaction = request.getRestOperationType();
        var answer = response.getResponseResource();
        if (interaction == null || answer == null || disclosure.isOpen()) {
            return;
        }
        if (HISTORIES.contains(interaction) && answer instanceof Bundle bundle) {
            keepNumberBack(request, bundle);
        } else if (OPERATIONS.contains(interaction) && !ConsentDoor.WITHOUT_SEEING.contains(request.getOperation())) {
            reader(request)
                    .map(reader -> disclosure.closedTo(reader, OperationAnswer.records(answer)))
                    .filter(closed -> !closed.isEmpty())
                    .ifPresent(closed -> response.setResponseResource(OperationAnswer.without(closed, answer)));
        } else if (interaction == RestOperationTypeEnum.TRANSACTION && answer instanceof Bundle bundle) {
            reader(request).ifPresent(reader -> new BatchAnswers(disclosure, reader, hidden(request))
                    .lookThrough(request.getResource(), bundle));
        }
    }

    /** By name; the entries of a batch share what is known of their request. */
    private static Set<String> hidden(RequestDetails request) {
        @SuppressWarnings("unchecked") // Nobody else puts anything there.
        var hidden =
                (Set<String>) request.getUserData().computeIfAbsent(SOMETHING_HIDDEN, none -> new HashSet<String>());
        return hidden;
    }

    private static void keepNumberBack(RequestDetails request, Bundle bundle) {
        if (hidden(request).isEmpty()) {
            return;
        }
        if (!bundle.hasEntry() && request.getId() != null) {
            throw new ResourceNotFound(
                    request.getResourceName(), request.getId().getIdPart());
        }
        bundle.setTotalElement(new UnsignedIntType());
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void storing(IBaseResource created, RequestDetails request) {
        keep(request, created);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void changing(IBaseResource before, IBaseResource after, RequestDetails request) {
        refuse(before, request);
        keep(request, after);
    }

    /** By whatever it was found: trying the patch would tell what the record says. */
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_PREPATCH)
    public void patching(PrePatchDetails patch, RequestDetails request) {
        refuse(patch.getResource(), request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource deleted, RequestDetails request) {
        refuse(deleted, request);
    }

    private void refuse(IBaseResource record, RequestDetails request) {
        if (disclosure.isOpen()) {
            return;
        }
        reader(request)
                .filter(reader -> !disclosure.closedTo(reader, List.of(record)).isEmpty())
                .ifPresent(reader -> {
                    throw new KeptByConsent();
                });
    }

    /** HAPI forgets to store what is hidden from it on its way into the store; it is the caller's own record then. */
    private static boolean isBeingStored(RequestDetails request, IBaseResource record) {
        return request.getUserData().get(ConsentGate.class) instanceof Set<?> own && own.contains(record);
    }

    private void keep(RequestDetails request, IBaseResource record) {
        if (!disclosure.isOpen()) {
            @SuppressWarnings("unchecked") // Nobody else puts anything there.
            var own = (Set<IBaseResource>) request.getUserData()
                    .computeIfAbsent(ConsentGate.class, none -> Collections.newSetFromMap(new IdentityHashMap<>()));
            own.add(record);
        }
    }

    /** Nobody, when it is the server's or a desk's own request. */
    private Optional<Reader> reader(RequestDetails request) {
        return rights.of(request).map(KeptGrant::reader);
    }
}
