package org.openward.security.roles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Says of a request, before it is answered, why somebody's roles do not allow it; nothing if they do. */
@Component
public class RoleDoor {
    /** What is called on patients whom one does not see yet, in an emergency. */
    private static final Set<String> WITHOUT_SEEING = Set.of("$break-glass");

    private final FhirContext fhir;
    private final Entitlements roles;
    private final ObjectProvider<FhirStore> records;

    RoleDoor(FhirContext fhir, Entitlements roles, ObjectProvider<FhirStore> records) {
        this.fhir = fhir;
        this.roles = roles;
        this.records = records;
    }

    /**
     * Of an interaction.
     *
     * @param some what is done with records that are looked at one by one
     * @param every what can only be allowed for all records of the type
     * @param search the parameters that choose the records
     */
    public Optional<String> refusalOf(
            RoleHolder holder,
            String type,
            Collection<Deed> some,
            Collection<Deed> every,
            Map<String, String[]> search) {
        return Stream.concat(
                        some.stream().filter(deed -> !roles.may(holder, type, deed)),
                        every.stream().filter(deed -> !roles.mayWithEvery(holder, type, deed)))
                .findFirst()
                .map(deed -> "Your roles do not allow to " + deed.word() + " this record or these records of type "
                        + type + ".")
                .or(() -> roles.refusalOf(holder, type, search));
    }

    /** The types of which the roles let him do that with some records. */
    public Set<String> types(RoleHolder holder, Deed deed) {
        return roles.types(holder, deed);
    }

    /** Of an operation, by its name. */
    public Optional<String> refusalOf(RoleHolder holder, String type, String operation) {
        return roles.mayCall(holder, type, operation)
                ? Optional.empty()
                : Optional.of("Your roles do not allow the operation " + operation + ".");
    }

    /** Of what is done to a record, or told of it, without the store's hooks seeing it first: patches, operations. */
    public Optional<String> refusalOf(RoleHolder holder, RequestDetails request, RestOperationTypeEnum interaction) {
        return addressed(holder, request, interaction).or(() -> patched(holder, request.getResource()));
    }

    private Optional<String> addressed(RoleHolder holder, RequestDetails request, RestOperationTypeEnum interaction) {
        var type = request.getResourceName();
        if (type == null) {
            return Optional.empty();
        }
        var id = request.getId() == null ? null : request.getId().getIdPart();
        if (interaction == RestOperationTypeEnum.PATCH) {
            return patched(holder, type, id);
        }
        if (!isOperation(request) || WITHOUT_SEEING.contains(request.getOperation()) || roles.seesAll(holder, type)) {
            return Optional.empty();
        }
        if (id == null) {
            return "$everything".equals(request.getOperation()) ? notAll(type) : Optional.empty();
        }
        return roles.isMasked(holder, type) && interaction != RestOperationTypeEnum.GRAPHQL_REQUEST
                ? notAll(type)
                : unseen(holder, new IdType(type, id));
    }

    private static Optional<String> notAll(String type) {
        return Optional.of("Your roles do not show all records of type " + type + ", or not all of each.");
    }

    private static boolean isOperation(RequestDetails request) {
        return request.getOperation() != null && request.getOperation().startsWith("$");
    }

    /**
     * A patch can ask what a record holds before it changes it.
     *
     * @param id none where a search chooses the record, which is for those only who see every record of the type
     */
    private Optional<String> patched(RoleHolder holder, String type, @Nullable String id) {
        if (roles.seesAll(holder, type)) {
            return Optional.empty();
        }
        if (roles.isMasked(holder, type)) {
            return notAll(type);
        }
        return id == null ? Optional.empty() : unseen(holder, new IdType(type, id));
    }

    private Optional<String> patched(RoleHolder holder, @Nullable IBaseResource body) {
        return body instanceof Bundle bundle
                ? bundle.getEntry().stream()
                        .map(BundleEntryComponent::getRequest)
                        .filter(request -> request.getMethod() == HTTPVerb.PATCH)
                        .flatMap(request -> patched(holder, request).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** The store reads type and id from an entry's address as it does here, whatever stands after them. */
    private Optional<String> patched(RoleHolder holder, BundleEntryRequestComponent entry) {
        var address = StringUtils.substringBefore(StringUtils.defaultString(entry.getUrl()), "?");
        var path = Strings.CS.removeStart(address, "/").split("/", -1);
        return patched(holder, path[0], path.length < 2 || path[1].isEmpty() ? null : path[1]);
    }

    private Optional<String> unseen(RoleHolder holder, IdType id) {
        if (!id.hasResourceType() || !fhir.getResourceTypes().contains(id.getResourceType())) {
            return Optional.empty();
        }
        var type = fhir.getResourceDefinition(id.getResourceType())
                .getImplementingClass()
                .asSubclass(Resource.class);
        var found = records.getObject().search(type, "_id=" + FhirStore.literally(id.getIdPart()));
        var looking = roles.looking(holder, found);
        return found.stream().allMatch(record -> looking.may(Deed.SEE, record))
                ? Optional.empty()
                : Optional.of("Your roles do not reach this record.");
    }
}
