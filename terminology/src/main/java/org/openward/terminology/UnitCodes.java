package org.openward.terminology;

import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;

/** The units of UCUM: a grammar, of which nobody can list all codes. */
public final class UnitCodes implements Codes {
    public static final String SYSTEM = "http://unitsofmeasure.org";

    private final Ucum units;
    private final CodeSystem about = new CodeSystem()
            .setUrl(SYSTEM)
            .setName("UCUM")
            .setTitle("Unified Code for Units of Measure")
            .setContent(CodeSystemContentMode.COMPLETE);

    public UnitCodes(Ucum units) {
        this.units = units;
    }

    @Override
    public CodeSystem about() {
        return about;
    }

    @Override
    public Optional<Concept> find(String code) {
        return units.isUnit(code)
                ? Optional.of(new Concept(
                        new ConceptDefinitionComponent().setCode(code).setDisplay(units.display(code)), false, false))
                : Optional.empty();
    }

    @Override
    public Stream<Concept> all() {
        throw TerminologyFault.notSupported("UCUM has units without end; name those that are meant.");
    }

    @Override
    public Stream<Concept> parents(String code) {
        return Stream.empty();
    }

    @Override
    public Stream<Concept> children(String code) {
        return Stream.empty();
    }

    @Override
    public Stream<Concept> below(String code) {
        return Stream.empty();
    }

    @Override
    public Stream<Concept> above(String code) {
        return Stream.empty();
    }
}
