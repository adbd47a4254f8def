package org.openward.fhir.sealing;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.data.IResourceSearchUrlDao;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceSearchUrlEntity;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.search.ResourceSearchUrlSvc;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import jakarta.persistence.EntityManager;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Remembers by which condition a record was created, so that another is not created by the same: by a digest, once anything is sealed. */
@Component
@Primary
class SealedMatchUrls extends ResourceSearchUrlSvc {
    private final EntityManager entities;
    private final MatchUrlService conditions;
    private final FhirContext context;
    private final PartitionSettings partitions;
    private final SearchTokens tokens;

    SealedMatchUrls(
            EntityManager entities,
            IResourceSearchUrlDao rows,
            MatchUrlService conditions,
            FhirContext context,
            PartitionSettings partitions,
            SearchTokens tokens) {
        super(entities, rows, conditions, context, partitions);
        this.entities = entities;
        this.conditions = conditions;
        this.context = context;
        this.partitions = partitions;
        this.tokens = tokens;
    }

    @Override
    public void enforceMatchUrlResourceUniqueness(String type, String condition, ResourceTable record) {
        if (!tokens.areInUse()) {
            super.enforceMatchUrlResourceUniqueness(type, condition, record);
            return;
        }
        var normal = conditions
                .translateMatchUrl(condition, context.getResourceDefinition(type))
                .toNormalizedQueryString();
        for (var known : tokens.shared(type + normal)) {
            entities.persist(ResourceSearchUrlEntity.from(
                    known, record, partitions.isConditionalCreateDuplicateIdentifiersEnabled()));
        }
    }
}
