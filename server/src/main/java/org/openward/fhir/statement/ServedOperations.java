package org.openward.fhir.statement;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.method.OperationMethodBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceOperationComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.standard.ForeignDefinitions;
import org.openward.fhir.standard.ForeignOperation;
import org.openward.fhir.standard.ForeignOperation.Level;
import org.openward.fhir.standard.ForeignOperations;

/** The definitions of the operations that are served, each to be read here by the last part of its canonical address. */
final class ServedOperations {
    private static final String FOLDER = "OperationDefinition/";

    private final RestfulServer server;
    private final StatementSources sources;
    private final ForeignDefinitions foreign;

    ServedOperations(RestfulServer server, StatementSources sources) {
        this.server = server;
        this.sources = sources;
        this.foreign = new ForeignDefinitions(server.getFhirContext());
    }

    /** Gives the operations that HAPI names by the address of the request a name that is the same at every address. */
    void nameDefinitions(CapabilityStatement statement) {
        for (var rest : statement.getRest()) {
            rest.getOperation().forEach(operation -> name(operation, null));
            rest.getResource().forEach(resource -> resource.getOperation()
                    .forEach(operation -> name(operation, resource.getType())));
        }
    }

    private static void name(CapabilityStatementRestResourceOperationComponent operation, @Nullable String type) {
        ForeignOperations.find(type, operation.getName())
                .map(ForeignOperation::definition)
                .ifPresent(operation::setDefinition);
    }

    /**
     * The definition of an operation that others define.
     *
     * @param reading how HAPI's own is read by HAPI's id
     */
    Optional<IBaseResource> foreign(IIdType id, Function<IIdType, IBaseResource> reading) {
        return ForeignOperations.named(id.getIdPart())
                .map(operation -> foreign.of(
                        operation, () -> (OperationDefinition) reading.apply(new IdType(FOLDER + atHapi(operation)))));
    }

    /** HAPI's id of the operation. */
    private String atHapi(ForeignOperation operation) {
        return bindings().entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(binding -> isServedBy(operation, binding)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(operation.id());
    }

    private static boolean isServedBy(ForeignOperation operation, OperationMethodBinding binding) {
        var type = operation.place().type();
        return Strings.CS.removeStart(binding.getName(), "$").equals(operation.code())
                && (binding.getResourceName() == null
                        || binding.getResourceName().equals(type))
                && binding.isCanOperateAtServerLevel()
                        == operation.place().levels().contains(Level.SYSTEM);
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

    private Map<String, List<OperationMethodBinding>> bindings() {
        return server.createConfiguration().provideBindings().getOperationIdToBindings();
    }

    private static String last(String address) {
        return StringUtils.substringAfterLast("/" + address, "/");
    }
}
