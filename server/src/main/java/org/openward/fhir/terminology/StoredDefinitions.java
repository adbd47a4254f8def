package org.openward.fhir.terminology;

import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.packages.PackageDefinitions;
import org.openward.fhir.sites.SiteDefinitions;
import org.openward.fhir.terminology.loaded.LoadedEditions;
import org.openward.fhir.validation.PublishedDefinitions;
import org.openward.terminology.Codes;
import org.openward.terminology.DefinedCodes;
import org.openward.terminology.Definitions;
import org.openward.terminology.ImplicitValueSets;
import org.openward.terminology.Ucum;
import org.openward.terminology.UnitCodes;
import org.openward.terminology.VersionOrder;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The code systems and value sets that somebody stored, and behind them those of OpenWard, of FHIR itself and of packages. What is stored is asked
 * each time, so that a change counts at once; only what was read from a version of it is kept.
 */
@Component
class StoredDefinitions implements Definitions {
    private static final int CODES_KEPT = 300_000;

    private final SiteDefinitions records;
    private final PublishedDefinitions ours;
    private final List<IValidationSupport> elsewhere;
    private final JdbcClient database;
    private final LoadedEditions loaded;
    private final SingletonSupplier<Codes> units = SingletonSupplier.of(() -> new UnitCodes(new Ucum()));
    private final Cache<String, Codes> read = Caffeine.newBuilder()
            .maximumWeight(CODES_KEPT)
            .weigher((String version, Codes codes) -> weight(codes))
            .build();

    /** By the very object: another one may say something else at the same address. */
    private final Cache<CodeSystem, Codes> given = Caffeine.newBuilder()
            .weakKeys()
            .maximumWeight(CODES_KEPT)
            .weigher((CodeSystem system, Codes codes) -> weight(codes))
            .build();

    StoredDefinitions(
            SiteDefinitions records,
            PublishedDefinitions ours,
            DefaultProfileValidationSupport standard,
            PackageDefinitions packages,
            LoadedEditions loaded,
            JdbcClient database) {
        this.records = records;
        this.ours = ours;
        this.elsewhere = List.of(ours, standard, packages);
        this.database = database;
        this.loaded = loaded;
    }

    @Override
    public Optional<Codes> codes(String canonical) {
        if (StringUtils.substringBefore(canonical, "|").equals(UnitCodes.SYSTEM)) {
            return Optional.of(units.obtain());
        }
        return find(CodeSystem.class, canonical, IValidationSupport::fetchCodeSystem)
                .filter(system -> system.getContent() != CodeSystemContentMode.SUPPLEMENT)
                .map(this::codes);
    }

    @Override
    public Optional<ValueSet> valueSet(String canonical) {
        return find(ValueSet.class, canonical, IValidationSupport::fetchValueSet)
                .or(() -> ImplicitValueSets.of(canonical));
    }

    @Override
    public Optional<Codes> supplement(String canonical) {
        return find(CodeSystem.class, canonical, IValidationSupport::fetchCodeSystem)
                .filter(system -> system.getContent() == CodeSystemContentMode.SUPPLEMENT)
                .map(this::codes);
    }

    /** Whether somebody stored it here. */
    <T extends MetadataResource> Optional<T> stored(Class<T> type, String canonical) {
        var url = StringUtils.substringBefore(canonical, "|");
        var version = StringUtils.substringAfter(canonical, "|");
        if (url.isBlank()) {
            return Optional.empty();
        }
        return records
                .search(
                        type,
                        "url=" + FhirStore.literally(url)
                                + (version.isEmpty() ? "" : "&version=" + FhirStore.literally(version)))
                .stream()
                .filter(each -> url.equals(each.getUrl()))
                .max(Comparator.comparing((T each) -> each.getVersion(), VersionOrder.EARLIEST_FIRST)
                        .thenComparing(each -> each.getMeta().getLastUpdated()));
    }

    /** The addresses of the code systems that were stored or come with OpenWard, each with its versions. */
    SortedMap<String, SortedSet<String>> known() {
        var known = new TreeMap<String, SortedSet<String>>();
        known.put(UnitCodes.SYSTEM, new TreeSet<>());
        ours.codeSystems().forEach(each -> add(known, each.getUrl(), each.getVersion()));
        database.sql(
                        """
                        select u.sp_uri, v.sp_value
                        from hfj_spidx_uri u
                        left join hfj_spidx_token v
                          on v.res_id = u.res_id and v.sp_name = 'version' and v.res_type = 'CodeSystem'
                        where u.res_type = 'CodeSystem' and u.sp_name = 'url'
                        """)
                .query((RowCallbackHandler) row -> add(known, row.getString(1), row.getString(2)));
        return known;
    }

    private static void add(SortedMap<String, SortedSet<String>> known, String url, @Nullable String version) {
        var versions = known.computeIfAbsent(url, any -> new TreeSet<>());
        if (version != null) {
            versions.add(version);
        }
    }

    private <T extends MetadataResource> Optional<T> find(
            Class<T> type, String canonical, BiFunction<IValidationSupport, String, @Nullable IBaseResource> asked) {
        return stored(type, canonical).or(() -> {
            var url = StringUtils.substringBefore(canonical, "|");
            var version = StringUtils.substringAfter(canonical, "|");
            return elsewhere.stream()
                    .flatMap(each -> Stream.ofNullable(asked.apply(each, url)))
                    .map(type::cast)
                    .filter(each -> version.isEmpty() || version.equals(each.getVersion()))
                    .findFirst();
        });
    }

    /** The codes of a code system that was read. */
    Codes codes(CodeSystem system) {
        return Optional.of(system)
                .filter(each -> each.getIdElement().hasVersionIdPart())
                .flatMap(loaded::of)
                .orElseGet(() -> defined(system));
    }

    private static int weight(Codes codes) {
        return 10 + (int) codes.all().limit(CODES_KEPT).count();
    }

    /** Kept by the version of a record; definitions from elsewhere are kept by whoever gives them, and change with packages. */
    private Codes defined(CodeSystem system) {
        if (!system.getIdElement().hasVersionIdPart()) {
            return given.get(system, DefinedCodes::new);
        }
        var version = system.getIdElement().toUnqualified().getValue() + "|"
                + system.getMeta().getLastUpdatedElement().getValueAsString();
        return read.get(version, any -> new DefinedCodes(system));
    }
}
