package org.openward.fhir.packages;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.packages.PackageShelf.Place;
import org.openward.terminology.VersionOrder;
import org.springframework.stereotype.Component;

/**
 * The definitions of the installed packages, as HAPI asks for them. Which there are is kept in memory and looked at again whenever
 * packages change; their texts are read when they are first asked for.
 */
@Component
public class PackageDefinitions implements IValidationSupport {
    private static final int CHARACTERS_KEPT = 64 << 20;

    private final FhirContext fhir;
    private final PackageShelf shelf;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Cache<Place, Kept> read = Caffeine.newBuilder()
            .maximumWeight(CHARACTERS_KEPT)
            .weigher((Place place, Kept kept) -> kept.characters())
            .build();
    private volatile @Nullable Known known;

    PackageDefinitions(FhirContext fhir, PackageShelf shelf) {
        this.fhir = fhir;
        this.shelf = shelf;
    }

    private record Known(long changes, Map<String, List<Place>> places, List<String> guides) {}

    private record Kept(IBaseResource definition, int characters) {}

    /** Is told when other packages count, so that nobody keeps what they defined. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Looks whether other packages count than those that are known, which is one statement if not. */
    synchronized void refresh() {
        var before = known;
        var changes = shelf.changes();
        if (before != null && before.changes() == changes) {
            return;
        }
        var places = shelf.places().stream()
                .sorted(Comparator.comparing(Place::version, VersionOrder.EARLIEST_FIRST)
                        .reversed())
                .collect(Collectors.groupingBy(place -> key(place.type(), place.url())));
        known = new Known(changes, places, guides());
        if (before != null) {
            // A profile's snapshot is made of what it builds on, which may be another now.
            read.invalidateAll();
            listeners.forEach(Runnable::run);
        }
    }

    private List<String> guides() {
        return shelf.all().stream()
                .filter(each -> each.state() == InstalledPackage.State.INSTALLED && each.guide() != null)
                .map(each -> String.valueOf(each.guide()))
                .toList();
    }

    /** The implementation guides of the packages, with their versions. */
    List<String> implementationGuides() {
        return known().guides();
    }

    private Known known() {
        var now = known;
        if (now == null) {
            refresh();
            now = known;
        }
        return Objects.requireNonNull(now);
    }

    private static String key(String type, String url) {
        return type + " " + url;
    }

    private boolean has(String type, @Nullable String canonical) {
        return place(type, canonical) != null;
    }

    private @Nullable Place place(String type, @Nullable String canonical) {
        var url = StringUtils.substringBefore(StringUtils.defaultString(canonical), "|");
        var version = StringUtils.substringAfter(StringUtils.defaultString(canonical), "|");
        return known().places().getOrDefault(key(type, url), List.of()).stream()
                .filter(place -> version.isEmpty() || version.equals(place.version()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable IBaseResource find(String type, @Nullable String canonical) {
        var place = place(type, canonical);
        if (place == null) {
            return null;
        }
        var kept = read.get(place, wanted -> shelf.text(wanted)
                .map(text -> new Kept(fhir.newJsonParser().parseResource(text), text.length()))
                .orElse(null));
        return kept == null ? null : kept.definition();
    }

    @Override
    public FhirContext getFhirContext() {
        return fhir;
    }

    @Override
    public @Nullable IBaseResource fetchStructureDefinition(String url) {
        return find("StructureDefinition", url);
    }

    @Override
    public @Nullable IBaseResource fetchCodeSystem(String url) {
        return find("CodeSystem", url);
    }

    @Override
    public @Nullable IBaseResource fetchValueSet(String url) {
        return find("ValueSet", url);
    }

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext context, @Nullable String url) {
        return has("CodeSystem", url);
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext context, @Nullable String url) {
        return has("ValueSet", url);
    }
}
