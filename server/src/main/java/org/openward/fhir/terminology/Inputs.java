package org.openward.fhir.terminology;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.ValueSet;

/** The parameters of an operation, whether they came in the URL or as Parameters. */
record Inputs(Parameters body, RequestDetails request) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** The only parameter that is a resource may be the body itself (FHIR R4, executing an operation). */
    static Inputs of(RequestDetails request) {
        var type = EncodingEnum.forContentType(request.getHeader("Content-Type"));
        var body = request.getRequestType() == RequestTypeEnum.POST && type != null
                ? new String(request.loadRequestContents(), request.getCharset())
                : "";
        if (type == null || body.isBlank()) {
            return new Inputs(new Parameters(), request);
        }
        var resource = type.newParser(request.getFhirContext()).parseResource(body);
        if (resource instanceof ValueSet set) {
            var alone = new Parameters();
            alone.addParameter().setName("valueSet").setResource(set);
            return new Inputs(alone, request);
        }
        if (resource instanceof Parameters parameters) {
            return new Inputs(parameters, request);
        }
        throw UnansweredTerminology.unclear("The body of this operation is a Parameters resource, or the value set.");
    }

    Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    List<String> texts(String name) {
        var inBody = values(name).filter(Type::isPrimitive).map(Type::primitiveValue);
        var inUrl = Arrays.stream(request.getParameters().getOrDefault(name, new String[0]));
        return Stream.concat(inBody, inUrl).filter(text -> !text.isBlank()).toList();
    }

    /** A whole number that is not below zero. */
    Optional<Integer> number(String name) {
        return text(name).map(text -> {
            if (!NUMBER.matcher(text).matches()) {
                throw UnansweredTerminology.unclear("The parameter " + name + " is a whole number from 0.");
            }
            return Integer.valueOf(text);
        });
    }

    Optional<Boolean> truth(String name) {
        return text(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw UnansweredTerminology.unclear("The parameter " + name + " is true or false.");
        });
    }

    <T extends Type> Optional<T> value(String name, Class<T> type) {
        return values(name).filter(type::isInstance).map(type::cast).findFirst();
    }

    <T extends Resource> Optional<T> resource(String name, Class<T> type) {
        return parts(name)
                .map(Parameters.ParametersParameterComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private Stream<Type> values(String name) {
        return parts(name).filter(part -> part.hasValue()).map(Parameters.ParametersParameterComponent::getValue);
    }

    private Stream<Parameters.ParametersParameterComponent> parts(String name) {
        return body.getParameter().stream().filter(part -> name.equals(part.getName()));
    }
}
