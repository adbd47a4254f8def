package org.openward.security;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.security.roles.Deed;
import org.openward.security.roles.RoleDoor;
import org.springframework.beans.factory.ObjectProvider;

/** Tells whether a record could be deleted, and what refers to it, to nobody but those who may delete it. */
@FhirInterceptor
@Interceptor
class DeletionTrial {
    private static final String MODE = "mode";

    /** Whatever else the mode says may mean a deletion. */
    private static final Set<String> STORES_ONLY = Set.of("", "create", "update", "profile");

    private final FhirContext fhir;
    private final VisibleRecords visible;
    private final RoleDoor door;
    private final ObjectProvider<FhirStore> records;

    DeletionTrial(FhirContext fhir, VisibleRecords visible, RoleDoor door, ObjectProvider<FhirStore> records) {
        this.fhir = fhir;
        this.visible = visible;
        this.door = door;
        this.records = records;
    }

    /** After the doors of scopes, roles and consents. */
    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED, order = 1)
    public void asking(RequestDetails request) {
        if (isAsked(request)) {
            Granted.to(request)
                    .ifPresent(grant -> check(
                            grant, request.getResourceName(), request.getId().getIdPart()));
        }
    }

    private static boolean isAsked(RequestDetails request) {
        return "$validate".equals(request.getOperation())
                && request.getResourceName() != null
                && request.getId() != null
                && request.getId().hasIdPart()
                && !modes(request).allMatch(STORES_ONLY::contains);
    }

    private static Stream<String> modes(RequestDetails request) {
        var inTheAddress =
                Optional.ofNullable(request.getParameters().get(MODE)).stream().flatMap(Arrays::stream);
        var inTheBody = request.getResource() instanceof Parameters asked
                ? asked.getParameter().stream()
                        .filter(part -> MODE.equals(part.getName()))
                        .map(ParametersParameterComponent::getValue)
                        .filter(value -> value != null && value.isPrimitive())
                        .map(Type::primitiveValue)
                : Stream.<String>empty();
        return Stream.concat(inTheAddress, inTheBody).map(mode -> mode == null ? "" : mode);
    }

    private void check(Grant grant, String type, String id) {
        if (!grant.allows(type, Interaction.DELETE)
                || grant.person()
                        .filter(person -> !door.types(person, Deed.REMOVE).contains(type))
                        .isPresent()) {
            throw NotAllowed.because(
                    "Whether a record of type " + type + " could be deleted is told to those who may delete it.");
        }
        found(new IdType(type, id)).forEach(record -> check(grant, record));
    }

    private void check(Grant grant, Resource record) {
        var together = visible.together(List.of(record));
        if (!together.isWithin(grant, record, EnumSet.of(Interaction.READ))) {
            throw new ResourceNotFound(record.fhirType(), record.getIdElement().getIdPart());
        }
        if (!together.isWithin(grant, record, EnumSet.of(Interaction.DELETE))) {
            throw NotAllowed.because("The token, or the roles of its holder, do not allow to delete this record.");
        }
    }

    private List<? extends Resource> found(IdType id) {
        var type = fhir.getResourceDefinition(id.getResourceType())
                .getImplementingClass()
                .asSubclass(Resource.class);
        return records.getObject().search(type, "_id=" + FhirStore.literally(id.getIdPart()));
    }
}
