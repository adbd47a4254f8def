package org.openward.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.ValueSet;

/** A shelf with the code systems and value sets of a test. */
class InMemoryDefinitions implements Definitions {
    private final List<MetadataResource> shelf = new ArrayList<>();

    <T extends MetadataResource> T add(T definition) {
        shelf.add(definition);
        return definition;
    }

    @Override
    public Optional<Codes> codes(String canonical) {
        return find(CodeSystem.class, canonical)
                .filter(each -> each.getContent() != CodeSystemContentMode.SUPPLEMENT)
                .map(DefinedCodes::new);
    }

    @Override
    public Optional<ValueSet> valueSet(String canonical) {
        return find(ValueSet.class, canonical);
    }

    @Override
    public Optional<Codes> supplement(String canonical) {
        return find(CodeSystem.class, canonical)
                .filter(each -> each.getContent() == CodeSystemContentMode.SUPPLEMENT)
                .map(DefinedCodes::new);
    }

    private <T extends MetadataResource> Optional<T> find(Class<T> type, String canonical) {
        return shelf.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(each ->
                        canonical.equals(each.getUrl()) || canonical.equals(each.getUrl() + "|" + each.getVersion()))
                .findFirst();
    }
}
