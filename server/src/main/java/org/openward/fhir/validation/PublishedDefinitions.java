package org.openward.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Definitions;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The profiles, code systems and value sets that OpenWard publishes, as HAPI asks for them; read when first asked for. */
@Component
public class PublishedDefinitions implements IValidationSupport {
    private final FhirContext fhir;
    private final Set<String> profiles;
    private final SingletonSupplier<Map<String, StructureDefinition>> structures;
    private final SingletonSupplier<Map<String, CodeSystem>> codeSystems;
    private final SingletonSupplier<Map<String, ValueSet>> valueSets;

    PublishedDefinitions(FhirContext fhir) {
        var definitions = new Definitions(fhir);
        this.fhir = fhir;
        this.profiles = definitions.canonicals(StructureDefinition.class);
        this.structures = SingletonSupplier.of(() -> byUrl(definitions, StructureDefinition.class));
        this.codeSystems = SingletonSupplier.of(() -> byUrl(definitions, CodeSystem.class));
        this.valueSets = SingletonSupplier.of(() -> byUrl(definitions, ValueSet.class));
    }

    /** The canonical URLs of the profiles and extensions, known without reading one. */
    Set<String> profiles() {
        return profiles;
    }

    /** Whether a profile is published, and in the version after the bar, if there is one. */
    boolean has(String canonical) {
        var profile = structures.obtain().get(StringUtils.substringBefore(canonical, "|"));
        return profile != null
                && (!canonical.contains("|")
                        || profile.getVersion().equals(StringUtils.substringAfter(canonical, "|")));
    }

    /** The code systems that come with OpenWard. */
    public Collection<CodeSystem> codeSystems() {
        return codeSystems.obtain().values();
    }

    /** These and the definitions of FHIR itself, in memory, and behind them others; nothing that anybody stored. */
    ValidationSupportChain besideTheStandard(IValidationSupport... others) {
        var definitions = new ValidationSupportChain(this, new DefaultProfileValidationSupport(fhir));
        Stream.of(others).forEach(definitions::addValidationSupport);
        definitions.addValidationSupport(new CommonCodeSystemsTerminologyService(fhir));
        definitions.addValidationSupport(new InMemoryTerminologyServerValidationSupport(fhir));
        return definitions;
    }

    private static <T extends MetadataResource> Map<String, T> byUrl(Definitions definitions, Class<T> type) {
        return definitions.all(type).stream()
                .collect(Collectors.toUnmodifiableMap(MetadataResource::getUrl, Function.identity()));
    }

    @Override
    public FhirContext getFhirContext() {
        return fhir;
    }

    @Override
    public @Nullable IBaseResource fetchStructureDefinition(String url) {
        // HAPI's chain knows versions only as long as it remembers all definitions, which is not so after packages
        // changed.
        return has(url) ? structures.obtain().get(StringUtils.substringBefore(url, "|")) : null;
    }

    @Override
    public @Nullable IBaseResource fetchCodeSystem(String url) {
        return codeSystems.obtain().get(url);
    }

    @Override
    public @Nullable IBaseResource fetchValueSet(String url) {
        return valueSets.obtain().get(url);
    }

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext context, String url) {
        return codeSystems.obtain().containsKey(url);
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext context, String url) {
        return valueSets.obtain().containsKey(url);
    }

    @Override
    public List<IBaseResource> fetchAllConformanceResources() {
        return Stream.of(structures, codeSystems, valueSets)
                .<IBaseResource>flatMap(each -> each.obtain().values().stream())
                .toList();
    }

    @Override
    @SuppressWarnings("unchecked") // The interface leaves the kind of resource to its caller.
    public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
        return (List<T>) List.copyOf(structures.obtain().values());
    }

    /** What the CapabilityStatement names as supported profiles. */
    @Override
    @SuppressWarnings("unchecked")
    public <T extends IBaseResource> List<T> fetchAllNonBaseStructureDefinitions() {
        return (List<T>) structures.obtain().values().stream()
                .filter(each -> each.getKind() == StructureDefinitionKind.RESOURCE)
                .toList();
    }
}
