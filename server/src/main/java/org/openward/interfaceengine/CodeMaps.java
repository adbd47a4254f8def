package org.openward.interfaceengine;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.sites.SiteDefinitions;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.profiles.Definitions;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.terminology.AnalyzerUnits;
import org.openward.terminology.Translation;
import org.openward.terminology.Ucum;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the codes and units of each analyzer mean, by the ConceptMaps that its Device names. */
@Component
public class CodeMaps {
    /** Another server's change of a map is seen after this long; this server's own at once. */
    private static final Duration LONGEST_STALE = Duration.ofSeconds(10);

    private final SiteDefinitions definitions;
    private final Ucum ucum = new Ucum();
    private final Definitions published;
    private final Translation commonUnits;
    private final Cache<Named, Optional<ConceptMap>> maps = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(LONGEST_STALE)
            .build();

    /** A map as a tenant calls it. */
    private record Named(TenantId tenant, String canonical) {}

    CodeMaps(SiteDefinitions definitions, FhirContext context) {
        this.definitions = definitions;
        this.published = new Definitions(context);
        this.commonUnits = AnalyzerUnits.common(published);
    }

    CodeTranslation of(Analyzer analyzer) {
        var codes = translation(analyzer.codeMap());
        var units = new AnalyzerUnits(
                ucum,
                Stream.concat(translation(analyzer.unitMap()).stream(), Stream.of(commonUnits))
                        .toList());
        return new OfAnalyzer(codes, units);
    }

    /** What the analyzer's own flags mean in v3 ObservationInterpretation. */
    Map<String, String> flags(Analyzer analyzer) {
        var map = translation(
                analyzer.dialect().habits().one(Extensions.ANALYZER_FLAG_MAP).orElse(null));
        var flags = new HashMap<String, String>();
        map.ifPresent(translation -> translation
                .sources()
                .forEach(flag -> translation.of(flag).ifPresent(meaning -> flags.put(flag, meaning.getCode()))));
        return flags;
    }

    /** What the analyzer calls the test that was ordered: the first of its codes that means it. */
    public Optional<String> codeOf(Analyzer analyzer, CodeableConcept ordered) {
        var loinc = ordered.getCoding().stream()
                .filter(coding -> Systems.LOINC.equals(coding.getSystem()))
                .map(Coding::getCode)
                .toList();
        return translation(analyzer.codeMap()).flatMap(map -> map.sources().stream()
                .filter(code -> map.of(code)
                        .filter(meaning ->
                                Systems.LOINC.equals(meaning.getSystem()) && loinc.contains(meaning.getCode()))
                        .isPresent())
                .findFirst());
    }

    /** A map was written: what was read of it does not hold any more once the open transaction is committed. */
    void forget() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            maps.invalidateAll();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                maps.invalidateAll();
            }
        });
    }

    /** What that map says; nothing if none is named, or none has that name. */
    public Optional<Translation> translation(@Nullable String canonical) {
        return canonical == null ? Optional.empty() : map(canonical).map(map -> new Translation(map, this::map));
    }

    private Optional<ConceptMap> map(String canonical) {
        return maps.get(new Named(Acting.tenant(), canonical), this::load);
    }

    private Optional<ConceptMap> load(Named named) {
        var canonical = named.canonical();
        var parts = canonical.split("\\|", 2);
        var version = parts.length > 1 ? "&version=" + FhirStore.literally(parts[1]) : "";
        List<ConceptMap> found = definitions.search(ConceptMap.class, "url=" + FhirStore.literally(parts[0]) + version);
        // A hospital may put a map of its own in the place of a published one.
        return found.stream().findFirst().or(() -> published
                .conceptMap(parts[0])
                .filter(map -> parts.length == 1 || parts[1].equals(map.getVersion())));
    }

    /** The maps are the analyzer's own, so they go by its codes whatever name its messages give to their system. */
    private record OfAnalyzer(Optional<Translation> codes, AnalyzerUnits units) implements CodeTranslation {
        @Override
        public Optional<Coding> code(Coding sent) {
            return codes.flatMap(map -> map.of(sent.getCode()));
        }

        @Override
        public Optional<String> unit(String sent) {
            return units.of(sent).map(Coding::getCode);
        }

        @Override
        public boolean isUcum(String sent) {
            return units.isUcum(sent);
        }
    }
}
