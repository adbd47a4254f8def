package org.openward.fhir.paths;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.BaseSearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.extractor.SearchParamExtractorR4;
import ca.uhn.fhir.rest.server.util.FhirContextSearchParamRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** All that search parameters point to in one Observation: what each of its writes costs before the index rows are made. */
@State(Scope.Thread)
public class SearchPathsBenchmark {
    private final FhirContext fhir = FhirContext.forR4Cached();
    private final SearchPaths walking = walking();
    private final SearchParamExtractorR4 engine = new SearchParamExtractorR4(
            new StorageSettings(), new PartitionSettings(), fhir, new FhirContextSearchParamRegistry(fhir));
    private final Observation observation = observation();
    private final List<String> paths = fhir.getResourceDefinition("Observation").getSearchParams().stream()
            .map(RuntimeSearchParam::getPath)
            .flatMap(path -> Stream.of(path.split("\\|")))
            .map(String::trim)
            .filter(path -> !path.isEmpty())
            .toList();

    private SearchPaths walking() {
        fhir.setValidationSupport(new DefaultProfileValidationSupport(fhir));
        var paths = new SearchPaths();
        paths.setContext(fhir);
        paths.initFhirPath();
        return paths;
    }

    private static Observation observation() {
        var observation = new Observation()
                .setSubject(new Reference("Patient/1"))
                .setEncounter(new Reference("Encounter/1"))
                .setEffective(new DateTimeType("2026-11-21T10:00:00Z"))
                .setValue(
                        new Quantity(7.1).setSystem("http://unitsofmeasure.org").setCode("g/dL"));
        observation.getCode().addCoding().setSystem("http://loinc.org").setCode("718-7");
        observation.addCategory().addCoding().setCode("laboratory");
        return observation;
    }

    @Benchmark
    public int walked() {
        return values(walking);
    }

    @Benchmark
    public int byEngine() {
        return values(engine);
    }

    private int values(BaseSearchParamExtractor extractor) {
        var found = 0;
        for (var path : paths) {
            found += extractor.getPathValueExtractor(observation, path).get().size();
        }
        return found;
    }
}
