package org.openward;

import ca.uhn.fhir.model.api.annotation.DatatypeDef;
import ca.uhn.fhir.model.api.annotation.ResourceDef;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Parameters;

/** One way in which the server answers an operation, as HAPI reads it from the annotations of the method. */
record ServedOperation(Method method) {
    /** Stands for the type of a parameter that consists of parts. */
    static final String PARTS = "parts";

    /** One parameter of an operation, with its cardinality as it stands in an OperationDefinition. */
    record Parameter(String name, String type, int min, String max) {}

    /** The id of the definition that this method answers, such as {@code Invoice-pay}. */
    String name() {
        return resourceType().map(type -> type + "-").orElse("") + code();
    }

    String code() {
        return operation().name().replaceFirst("^\\$", "");
    }

    /** The definition that the CapabilityStatement names for it. */
    String canonical() {
        return operation().canonicalUrl();
    }

    boolean changesNothing() {
        return operation().idempotent();
    }

    boolean atSystemLevel() {
        return resourceType().isEmpty();
    }

    boolean atTypeLevel() {
        return resourceType().isPresent() && ids().allMatch(IdParam::optional);
    }

    boolean atInstanceLevel() {
        return resourceType().isPresent() && ids().findAny().isPresent();
    }

    List<Parameter> parameters() {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(OperationParam.class))
                .map(parameter ->
                        parameter(parameter.getAnnotation(OperationParam.class), parameter.getParameterizedType()))
                .toList();
    }

    /** Whether the signature says what is answered: one resource of a type, and no Parameters that could hold anything. */
    boolean answersOneResource() {
        return IBaseResource.class.isAssignableFrom(method.getReturnType())
                && method.getReturnType() != IBaseResource.class
                && method.getReturnType() != Parameters.class
                && !operation().manualResponse();
    }

    String answer() {
        return fhirName(method.getReturnType());
    }

    @Override
    public String toString() {
        return name() + " by " + method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private Operation operation() {
        return method.getAnnotation(Operation.class);
    }

    private Optional<String> resourceType() {
        var operation = operation();
        return operation.type() == IBaseResource.class
                ? Optional.of(operation.typeName()).filter(type -> !type.isEmpty())
                : Optional.of(fhirName(operation.type()));
    }

    private Stream<IdParam> ids() {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(IdParam.class))
                .map(parameter -> parameter.getAnnotation(IdParam.class));
    }

    private static Parameter parameter(OperationParam declared, Type type) {
        var many = type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && Collection.class.isAssignableFrom(raw);
        var max =
                declared.max() == OperationParam.MAX_UNLIMITED || (declared.max() == OperationParam.MAX_DEFAULT && many)
                        ? "*"
                        : String.valueOf(declared.max() == OperationParam.MAX_DEFAULT ? 1 : declared.max());
        return new Parameter(declared.name(), typeName(declared, type), declared.min(), max);
    }

    private static String typeName(OperationParam declared, Type type) {
        if (!declared.typeName().isEmpty()) {
            return declared.typeName();
        }
        if (declared.type() != IBase.class) {
            return fhirName(declared.type());
        }
        return type instanceof ParameterizedType generic
                ? fhirName((Class<?>) generic.getActualTypeArguments()[0])
                : fhirName((Class<?>) type);
    }

    private static String fhirName(Class<?> type) {
        if (type == Parameters.ParametersParameterComponent.class) {
            return PARTS;
        }
        var resource = type.getAnnotation(ResourceDef.class);
        var element = type.getAnnotation(DatatypeDef.class);
        return resource != null ? resource.name() : element != null ? element.name() : type.getSimpleName();
    }
}
