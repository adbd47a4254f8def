package org.openward.fhir.validation;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.ValidationModeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code $validate} of a record of any type, without naming the type in the URL; HAPI has it for types and records only. The body is the
 * record, or Parameters with {@code resource}, {@code mode} and {@code profile}.
 */
@Component
public class ValidateOperation {
    private final DaoRegistry stores;

    ValidateOperation(DaoRegistry stores) {
        this.stores = stores;
    }

    @Operation(name = "$validate")
    public IBaseOperationOutcome validate(@ResourceParam @Nullable IBaseResource body, RequestDetails request) {
        var asked = body instanceof Parameters parameters ? parameters : new Parameters();
        var record = body instanceof Parameters ? resource(asked) : (Resource) body;
        if (record == null) {
            throw UnclearValidation.ofNothing();
        }
        return validate(record, value(asked, request, "mode"), value(asked, request, "profile"), request);
    }

    private <T extends Resource> IBaseOperationOutcome validate(
            T record, @Nullable String mode, @Nullable String profile, RequestDetails request) {
        @SuppressWarnings("unchecked") // The store of a record's own class.
        var store = stores.getResourceDao((Class<T>) record.getClass());
        return store.validate(record, null, null, null, how(mode), profile, request)
                .getOperationOutcome();
    }

    private static @Nullable ValidationModeEnum how(@Nullable String mode) {
        if (mode == null || mode.equals("profile")) {
            return null;
        }
        return Stream.of(ValidationModeEnum.values())
                .filter(each -> each.getCode().equals(mode))
                .findFirst()
                .orElseThrow(UnclearValidation::ofMode);
    }

    private static @Nullable Resource resource(Parameters asked) {
        return asked.getParameter().stream()
                .filter(part -> part.getName().equals("resource"))
                .map(Parameters.ParametersParameterComponent::getResource)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String value(Parameters asked, RequestDetails request, String name) {
        return Optional.ofNullable(asked.getParameterValue(name))
                .map(Type::primitiveValue)
                .or(() -> Optional.ofNullable(request.getParameters().get(name)).map(values -> values[0]))
                .orElse(null);
    }
}
