package org.openward.fhir.paths;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.searchparam.extractor.PathAndRef;
import ca.uhn.fhir.jpa.searchparam.extractor.SearchParamExtractorR4;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.FhirTypes;

/**
 * Finds the values that search parameters point to: plain paths by walking the resource, the few others as HAPI does, but without
 * reading every definition of the FHIR standard first. A mere address of something elsewhere is found by it; HAPI looks for its type.
 */
public final class SearchPaths extends SearchParamExtractorR4 {
    /** More than the standard's; a hospital adds some of its own. */
    private static final int PATHS = 10_000;

    @Nullable private LoadingCache<String, Optional<PlainPath>> plain;

    @Override
    public void initFhirPath() {
        var whole = getContext();
        var types = new FhirTypes(whole);
        plain = Caffeine.newBuilder().maximumSize(PATHS).build(path -> PlainPath.of(path, types));
        var typesOnly = FhirContext.forR4();
        typesOnly.setValidationSupport(types);
        setContext(typesOnly);
        super.initFhirPath();
        setContext(whole);
    }

    @Override
    public IValueExtractor getPathValueExtractor(IBase focus, String path) {
        return () -> walked(focus, path)
                .orElseGet(() -> super.getPathValueExtractor(focus, path).get());
    }

    private Optional<List<? extends IBase>> walked(IBase focus, String path) {
        return plain != null && focus instanceof Resource resource
                ? plain.get(path).flatMap(each -> each.in(resource)).map(Function.identity())
                : Optional.empty();
    }

    @Override
    public SearchParamSet<PathAndRef> extractResourceLinks(IBaseResource record, boolean withinToo) {
        var found = super.extractResourceLinks(record, withinToo);
        found.stream().filter(this::isMereAddress).toList().forEach(link -> {
            found.remove(link);
            found.add(new PathAndRef(link.getSearchParamName(), link.getPath(), link.getRef(), true));
        });
        return found;
    }

    private boolean isMereAddress(PathAndRef link) {
        return !link.isCanonical()
                && link.getRef() != null
                && ReferencedTypes.isMereAddress(getContext(), link.getRef().getReferenceElement());
    }
}
