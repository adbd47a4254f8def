package org.openward.fhir.statement;

import static java.util.stream.Collectors.toMap;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.method.OperationMethodBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.openward.profiles.Systems;

/** The definitions of the operations that are served, each to be read here by the last part of its canonical address. */
final class ServedOperations {
    private static final String FOLDER = "OperationDefinition/";

    private final RestfulServer server;
    private final StatementSources sources;

    ServedOperations(RestfulServer server, StatementSources sources) {
        this.server = server;
        this.sources = sources;
    }

    /** Gives the operations that HAPI names by the address of the request a name that is the same at every address. */
    void nameDefinitions(CapabilityStatement statement) {
        var own = ownNames();
        statement.getRest().stream()
                .flatMap(rest -> Stream.concat(
                        rest.getOperation().stream(),
                        rest.getResource().stream().flatMap(resource -> resource.getOperation().stream())))
                .forEach(operation -> operation.setDefinition(
                        own.getOrDefault(last(operation.getDefinition()), operation.getDefinition())));
    }

    Optional<IBaseResource> stored(IIdType id, RequestDetails request) {
        try {
            return Optional.of(
                    sources.stores().getResourceDao(OperationDefinition.class).read(id, request));
        } catch (ResourceNotFoundException unknown) {
            return Optional.empty();
        }
    }

    Optional<IBaseResource> published(IIdType id) {
        return sources.published().operations().stream()
                .filter(definition -> last(definition.getUrl()).equals(id.getIdPart()))
                .findFirst()
                .map(IBaseResource.class::cast);
    }

    /** HAPI's id of the operation whose canonical address ends so; another id as it is. */
    IIdType atHapi(IIdType id) {
        return bindings().entrySet().stream()
                .filter(each -> canonical(each.getValue(), id).isPresent())
                .findFirst()
                .<IIdType>map(each -> new IdType(FOLDER + each.getKey()))
                .orElse(id);
    }

    /**
     * What HAPI makes of the operation's method, under the canonical address that the statement names. HAPI takes the operations of
     * one name together, though each type may have its own definition.
     */
    IBaseResource renamed(IBaseResource made, IIdType id) {
        var definition = (OperationDefinition) made;
        var served = bindings().getOrDefault(last(definition.getUrl()), List.of());
        var own = served.stream()
                .filter(binding -> canonical(List.of(binding), id).isPresent())
                .toList();
        if (!own.isEmpty()) {
            definition.setSystem(own.stream().anyMatch(OperationMethodBinding::isCanOperateAtServerLevel));
            definition.setType(own.stream().anyMatch(OperationMethodBinding::isCanOperateAtTypeLevel));
            definition.setInstance(own.stream().anyMatch(OperationMethodBinding::isCanOperateAtInstanceLevel));
        }
        definition.setUrl(canonical(own, id).orElse(Systems.ROOT + FOLDER + id.getIdPart()));
        definition.setId(new IdType(FOLDER + id.getIdPart()));
        return definition;
    }

    /** The address that ends so, if one of them has it. */
    private static Optional<String> canonical(List<OperationMethodBinding> served, IIdType id) {
        return served.stream()
                .map(OperationMethodBinding::getCanonicalUrl)
                .filter(StringUtils::isNotBlank)
                .filter(canonical -> last(canonical).equals(id.getIdPart()))
                .findFirst();
    }

    private Map<String, List<OperationMethodBinding>> bindings() {
        return server.createConfiguration().provideBindings().getOperationIdToBindings();
    }

    /** The names of the operations that no guide defines, which are in our own folder, by HAPI's ids. */
    private Map<String, String> ownNames() {
        return bindings().keySet().stream().collect(toMap(id -> id, id -> Systems.ROOT + FOLDER + id));
    }

    private static String last(String address) {
        return StringUtils.substringAfterLast("/" + address, "/");
    }
}
