package org.openward.fhir.standard;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import ca.uhn.fhir.context.FhirContext;
import java.util.Objects;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.openward.fhir.standard.ForeignOperation.Level;
import org.openward.fhir.standard.ForeignOperation.Taken;

/** Says of an operation that others define what it takes here, in the words of FHIR R4 where that defines it. */
public final class ForeignDefinitions {
    private final DefinitionsOfR4 standard;

    public ForeignDefinitions(FhirContext fhir) {
        this.standard = new DefinitionsOfR4(fhir);
    }

    /**
     * The definition of the operation as it is served here.
     *
     * @param made what HAPI makes of the method that answers, for an operation that FHIR R4 does not define
     */
    public OperationDefinition of(ForeignOperation operation, Supplier<OperationDefinition> made) {
        var basis = standard.find(operation.definition()).orElseGet(made);
        var definition = basis.copy();
        definition.setId(operation.id());
        definition.setUrl(operation.definition()).setCode(operation.code()).setText(null);
        definition.setSystem(isAt(operation, Level.SYSTEM));
        definition.setType(isAt(operation, Level.TYPE));
        definition.setInstance(isAt(operation, Level.INSTANCE));
        definition.setResource(null);
        if (operation.place().type() != null) {
            definition.addResource(operation.place().type());
        }
        describe(definition, operation, basis);
        return definition;
    }

    private static boolean isAt(ForeignOperation operation, Level level) {
        return operation.place().levels().contains(level);
    }

    private static void describe(
            OperationDefinition definition, ForeignOperation operation, OperationDefinition basis) {
        var known = basis.getParameter().stream()
                .filter(each -> each.getUse() == OperationParameterUse.IN)
                .collect(toMap(OperationDefinitionParameterComponent::getName, identity(), (one, again) -> one));
        definition.setParameter(null);
        operation.takes().stream()
                .map(taken -> taken.isAsInR4()
                        ? Objects.requireNonNull(known.get(taken.name()), taken.name())
                                .copy()
                        : parameter(taken))
                .forEach(definition::addParameter);
        basis.getParameter().stream()
                .filter(each -> each.getUse() == OperationParameterUse.OUT)
                .forEach(each -> definition.addParameter(each.copy()));
    }

    private static OperationDefinitionParameterComponent parameter(Taken taken) {
        var parameter = new OperationDefinitionParameterComponent()
                .setName(taken.name())
                .setUse(OperationParameterUse.IN)
                .setMin(taken.min())
                .setMax(taken.max())
                .setDocumentation(taken.says())
                .setType(taken.type());
        taken.parts().forEach(part -> parameter.addPart(parameter(part)));
        return parameter;
    }
}
