package org.openward.fhir.verbatim;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import ca.uhn.fhir.jpa.dao.IResourceMetadataExtractorSvc;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.BaseTag;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.search.BatchResourceLoader;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.IMetaTagSorter;
import ca.uhn.fhir.util.MetaUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;

/** Loads what a search found, verbatim when the request that searches allows it, otherwise as HAPI's own loader does. */
@FhirGuard
@Interceptor
@Primary
public class VerbatimSearches extends BatchResourceLoader {
    /** HAPI loads on the thread that searched last, and does not say for which request. */
    private static final ThreadLocal<@Nullable RequestDetails> SEARCHING = new ThreadLocal<>();

    private final BatchResourceLoader stock;
    private final FhirContext context;
    private final IResourceMetadataExtractorSvc metadata;
    private final IJpaStorageResourceParser parser;
    private final IMetaTagSorter sorter;
    private final VerbatimRules rules;

    VerbatimSearches(
            @Qualifier("batchResourceLoader") BatchResourceLoader stock,
            FhirContext context,
            IResourceMetadataExtractorSvc metadata,
            IJpaStorageResourceParser parser,
            IMetaTagSorter sorter,
            VerbatimRules rules) {
        super(context, metadata, parser, null, sorter, null, null);
        this.stock = stock;
        this.context = context;
        this.metadata = metadata;
        this.parser = parser;
        this.sorter = sorter;
        this.rules = rules;
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void searching(@Nullable RequestDetails request) {
        if (request != null && rules.allow(request)) {
            SEARCHING.set(request);
        } else {
            SEARCHING.remove();
        }
    }

    void finished() {
        SEARCHING.remove();
    }

    @Override
    public List<ResourceLoadResult> loadResources(List<ResourceHistoryTable> found, boolean forHistory) {
        var request = SEARCHING.get();
        if (request == null || forHistory) {
            return stock.loadResources(found, forHistory);
        }
        var answer = VerbatimAnswer.to(request);
        var tags = metadata.getTagsBatch(found);
        var loaded = new ArrayList<ResourceLoadResult>(found.size());
        var others = new ArrayList<ResourceHistoryTable>();
        for (var version : found) {
            if (canShow(version, request)) {
                loaded.add(new ResourceLoadResult(version.getPersistentId(), standIn(version, tags, answer), false));
            } else {
                others.add(version);
            }
        }
        loaded.addAll(stock.loadResources(others, false));
        return loaded;
    }

    private static boolean canShow(ResourceHistoryTable version, RequestDetails request) {
        return version.getDeleted() == null
                && VerbatimAnswer.canShow(
                        version.getResourceType(), version.getResourceTextVc(), request.getFhirServerBase());
    }

    private Resource standIn(
            ResourceHistoryTable version, Map<JpaPid, Collection<BaseTag>> tags, VerbatimAnswer answer) {
        var standIn = (Resource)
                context.getResourceDefinition(version.getResourceType()).newInstance();
        parser.populateResourceMetadata(
                version, false, tags.get(version.getPersistentId()), version.getVersion(), standIn);
        MetaUtil.populateResourceSource(context, version.getSourceUri(), version.getRequestId(), standIn);
        sorter.sort(standIn.getMeta());
        answer.show(standIn, version.getResourceTextVc());
        return standIn;
    }
}
