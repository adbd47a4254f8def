package org.openward.fhir.validation;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.ValidationModeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.StandardOperations;

/**
 * {@code $validate} of a record of any type, without naming the type in the URL; HAPI has it for types and records only. The body is the
 * record, or Parameters with {@code resource}, {@code mode} and {@code profile}.
 */
@StandardOperations
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
        // As it was sent, it may hold what the parser leaves out.
        var raw = body instanceof Parameters ? null : new String(request.loadRequestContents(), request.getCharset());
        return validate(record, raw, value(asked, request, "mode"), value(asked, request, "profile"), request);
    }

    private <T extends Resource> IBaseOperationOutcome validate(
            T record, @Nullable String raw, @Nullable String mode, @Nullable String profile, RequestDetails request) {
        @SuppressWarnings("unchecked") // The store of a record's own class.
        var store = stores.getResourceDao((Class<T>) record.getClass());
        var encoding = raw == null ? null : EncodingEnum.detectEncodingNoDefault(raw);
        return store.validate(record, null, raw, encoding, how(mode), profile, request)
                .getOperationOutcome();
    }

    /** What is to be deleted has an address, at which it can be asked for. */
    private static @Nullable ValidationModeEnum how(@Nullable String mode) {
        return switch (StringUtils.defaultString(mode)) {
            case "", "profile" -> null;
            case "create" -> ValidationModeEnum.CREATE;
            case "update" -> ValidationModeEnum.UPDATE;
            default -> throw UnclearValidation.ofMode();
        };
    }

    static @Nullable Resource resource(Parameters asked) {
        return asked.getParameter().stream()
                .filter(part -> "resource".equals(part.getName()))
                .map(Parameters.ParametersParameterComponent::getResource)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    static @Nullable String value(Parameters asked, RequestDetails request, String name) {
        return asked.getParameter().stream()
                .filter(part -> name.equals(part.getName()) && part.hasValue())
                .map(Parameters.ParametersParameterComponent::getValue)
                .filter(Type::isPrimitive)
                .map(Type::primitiveValue)
                .findFirst()
                .or(() -> Optional.ofNullable(request.getParameters().get(name)).map(values -> values[0]))
                .orElse(null);
    }
}
