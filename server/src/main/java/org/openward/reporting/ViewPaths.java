package org.openward.reporting;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.hl7.fhir.exceptions.PathEngineException;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.fhirpath.FHIRPathUtilityClasses.FunctionDetails;
import org.hl7.fhir.r4.fhirpath.IHostApplicationServices;
import org.hl7.fhir.r4.fhirpath.TypeDetails;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.utilities.fhirpath.FHIRPathConstantEvaluationMode;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.FhirTypes;

/** FHIRPath with what SQL-on-FHIR adds to it: keys of resources and references, the view's constants, the row's number. */
class ViewPaths implements IHostApplicationServices {
    private static final String RESOURCE_KEY = "getResourceKey";
    private static final String REFERENCE_KEY = "getReferenceKey";
    private static final String ROW_INDEX = "rowIndex";

    private final FHIRPathEngine engine;

    ViewPaths(FhirContext fhir) {
        this.engine = new FHIRPathEngine(new HapiWorkerContext(fhir, new FhirTypes(fhir)));
        engine.setHostServices(this);
    }

    ViewPath path(String text) {
        return new ViewPath(text, engine);
    }

    @Override
    public List<Base> resolveConstant(
            FHIRPathEngine engine, Object focus, String name, FHIRPathConstantEvaluationMode mode) {
        if (mode != FHIRPathConstantEvaluationMode.EXPLICIT) {
            return List.of();
        }
        var plain = name.startsWith("%") ? name.substring(1) : name;
        if (plain.equals(ROW_INDEX)) {
            return List.of(new IntegerType(((ViewFocus) focus).rowIndex()));
        }
        var constant = ((ViewFocus) focus).constants().get(plain);
        if (constant == null) {
            throw new PathEngineException("there is no constant " + plain);
        }
        return List.of(constant);
    }

    @Override
    public @Nullable FunctionDetails resolveFunction(FHIRPathEngine engine, String name) {
        return switch (name) {
            case RESOURCE_KEY -> new FunctionDetails("the key of the resource", 0, 0);
            case REFERENCE_KEY -> new FunctionDetails("the key of the resource that is referred to", 0, 1);
            default -> null;
        };
    }

    @Override
    public boolean paramIsType(String function, int index) {
        return function.equals(REFERENCE_KEY);
    }

    @Override
    public List<Base> executeFunction(
            FHIRPathEngine engine, Object focus, List<Base> elements, String name, List<List<Base>> arguments) {
        if (name.equals(RESOURCE_KEY)) {
            return elements.stream()
                    .flatMap(element -> keyOf((Resource) element).stream())
                    .toList();
        }
        // The engine hands a type over with its name space, as FHIR.Invoice.
        var type = arguments.isEmpty()
                ? null
                : arguments.get(0).get(0).primitiveValue().replaceFirst("^FHIR\\.", "");
        return elements.stream()
                .flatMap(element -> keyOf((Reference) element, type).stream())
                .toList();
    }

    private static List<Base> keyOf(Resource resource) {
        return resource.hasId() ? List.of(new StringType(resource.getIdPart())) : List.of();
    }

    private static List<Base> keyOf(Reference reference, @Nullable String type) {
        var target = new IdType(reference.getReference());
        var wanted = target.hasIdPart() && (type == null || type.equals(target.getResourceType()));
        return wanted ? List.of(new StringType(target.getIdPart())) : List.of();
    }

    @Override
    public boolean log(String argument, List<Base> focus) {
        return false;
    }

    @Override
    public TypeDetails resolveConstantType(
            FHIRPathEngine engine, Object focus, String name, FHIRPathConstantEvaluationMode mode) {
        throw new UnsupportedOperationException("Views are not checked by type.");
    }

    @Override
    public TypeDetails checkFunction(
            FHIRPathEngine engine, Object focus, String name, TypeDetails type, List<TypeDetails> arguments) {
        throw new UnsupportedOperationException("Views are not checked by type.");
    }

    @Override
    public Base resolveReference(FHIRPathEngine engine, Object focus, String url, Base referring) {
        throw new PathEngineException("a view looks at one resource at a time and resolves no references");
    }

    @Override
    public boolean conformsToProfile(FHIRPathEngine engine, Object focus, Base item, String url) {
        throw new PathEngineException("a view does not validate");
    }

    @Override
    public ValueSet resolveValueSet(FHIRPathEngine engine, Object focus, String url) {
        throw new PathEngineException("a view knows no value sets");
    }
}
