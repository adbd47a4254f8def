package org.openward.fhir.verbatim;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import ca.uhn.fhir.jpa.dao.IResourceMetadataExtractorSvc;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.search.BatchResourceLoader;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;

/**
 * Loads what a search found, verbatim when the request that searches allows it, otherwise as HAPI's own loader does; for somebody who looks
 * at it first, both.
 */
@FhirGuard
@Interceptor
@Primary
public class VerbatimSearches extends BatchResourceLoader {
    private final BatchResourceLoader stock;
    private final IResourceMetadataExtractorSvc labels;
    private final IJpaStorageResourceParser parser;
    private final StandIns standIns;
    private final VerbatimRules rules;

    VerbatimSearches(
            @Qualifier("batchResourceLoader") BatchResourceLoader stock,
            FhirContext context,
            IResourceMetadataExtractorSvc labels,
            IJpaStorageResourceParser parser,
            StandIns standIns,
            VerbatimRules rules) {
        super(context, labels, parser, null, null, null, null);
        this.stock = stock;
        this.labels = labels;
        this.parser = parser;
        this.standIns = standIns;
        this.rules = rules;
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void searching(@Nullable RequestDetails request) {
        if (request == null) {
            AnswerInTurn.end();
        } else {
            AnswerInTurn.begin(request, rules.of(request));
        }
    }

    @Override
    public List<ResourceLoadResult> loadResources(List<ResourceHistoryTable> found, boolean forHistory) {
        return AnswerInTurn.ifAny()
                .filter(answer -> !forHistory)
                .map(answer ->
                        answer.isSeenFirst() ? loadToBeSeen(found, answer.request()) : load(found, answer.request()))
                .orElseGet(() -> stock.loadResources(found, forHistory));
    }

    private List<ResourceLoadResult> loadToBeSeen(List<ResourceHistoryTable> found, RequestDetails request) {
        var texts = new HashMap<JpaPid, String>();
        found.stream()
                .filter(version -> StandIns.canShow(version, request))
                .forEach(version -> texts.put(version.getPersistentId(), version.getResourceTextVc()));
        var loaded = stock.loadResources(found, false);
        for (var each : loaded) {
            var json = texts.get(each.pid());
            if (json != null && !each.isDeleted()) {
                SeenFirst.keep(each.resource(), json, request);
            }
        }
        return loaded;
    }

    private List<ResourceLoadResult> load(List<ResourceHistoryTable> found, RequestDetails request) {
        var verbatim = new ArrayList<ResourceHistoryTable>(found.size());
        var others = new ArrayList<ResourceHistoryTable>();
        found.forEach(version -> (StandIns.canShow(version, request) ? verbatim : others).add(version));
        var tags = labels.getTagsBatch(verbatim);
        var loaded = new ArrayList<ResourceLoadResult>(stock.loadResources(others, false));
        for (var version : verbatim) {
            var id = version.getPersistentId();
            loaded.add(new ResourceLoadResult(id, standIns.of(version, tags.get(id), false, parser, request), false));
        }
        return loaded;
    }
}
