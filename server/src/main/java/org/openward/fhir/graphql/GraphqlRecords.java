package org.openward.fhir.graphql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Where a query finds the records that it leads to. */
interface GraphqlRecords {
    /** A page of a search. */
    record Page(List<Resource> records, int offset, int size, boolean isLast) {}

    boolean isType(String name);

    Optional<Resource> find(IdType id);

    /**
     * Searches.
     *
     * @param query as in a URL, each name with its values
     */
    Page search(String type, Map<String, List<String>> query, int offset, int size);
}
