package org.openward.fhir.verbatim;

import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Which requests may be answered verbatim: those for whole records in plain JSON that nobody has to look into, or that nobody changes who
 * looks into them.
 */
@Component
class VerbatimRules {
    /** How a record comes into an answer. */
    enum Way {
        /** As HAPI reads and encodes it. */
        THROUGH_THE_MODEL,
        /** As it is stored, after somebody looked at it as HAPI reads it. */
        SEEN_FIRST,
        /** As it is stored, and nobody looks at it. */
        UNSEEN
    }

    private static final Set<RestOperationTypeEnum> READS =
            EnumSet.of(RestOperationTypeEnum.READ, RestOperationTypeEnum.VREAD, RestOperationTypeEnum.SEARCH_TYPE);

    private static final Set<RestOperationTypeEnum> HISTORIES = EnumSet.of(
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM);

    /** What a client may ask for in the shape of the answer, and the stored text does not have. */
    private static final Set<String> SHAPES =
            Set.of(Constants.PARAM_ELEMENTS, Constants.PARAM_SUMMARY, Constants.PARAM_PRETTY, "_contained");

    private final SingletonSupplier<List<LooksInside>> lookers;

    VerbatimRules(ObjectProvider<LooksInside> lookers) {
        this.lookers = SingletonSupplier.of(() -> lookers.stream().toList());
    }

    /** For what a web request searches, or a history; a desk reads records to work with them. */
    Way of(RequestDetails request) {
        return isForWholeRecords(request) ? of(lookers(looker -> looker.looksInside(request))) : Way.THROUGH_THE_MODEL;
    }

    /** The reads that may be answered verbatim, if the record that they find allows it: {@link #of(RequestDetails, String)}. */
    boolean mayAllow(RequestDetails read) {
        return isForWholeRecords(read)
                && lookers(looker -> !looker.readsText() && !looker.leavesAsStored() && looker.looksInside(read))
                        .isEmpty();
    }

    /** The same, where nobody may have to look at the record but by its text. */
    boolean mayAllowUnseen(RequestDetails read) {
        return isForWholeRecords(read)
                && lookers(looker -> !looker.readsText() && looker.looksInside(read))
                        .isEmpty();
    }

    /** For the record with that text, which a read found that may be answered so. */
    Way of(RequestDetails read, String json) {
        return of(lookers(looker -> looker.looksInside(read) && (!looker.readsText() || looker.looksInto(read, json))));
    }

    private static Way of(List<LooksInside> looking) {
        if (looking.isEmpty()) {
            return Way.UNSEEN;
        }
        return looking.stream().allMatch(LooksInside::leavesAsStored) ? Way.SEEN_FIRST : Way.THROUGH_THE_MODEL;
    }

    private List<LooksInside> lookers(Predicate<LooksInside> which) {
        return lookers.obtain().stream().filter(which).toList();
    }

    private static boolean isForWholeRecords(RequestDetails request) {
        return request.getClass() == ServletRequestDetails.class
                && isReadOfWholeRecords(request)
                && asksForJson(request);
    }

    static boolean isHistory(RequestDetails request) {
        return HISTORIES.contains(request.getRestOperationType());
    }

    private static boolean isReadOfWholeRecords(RequestDetails request) {
        return (READS.contains(request.getRestOperationType()) || isHistory(request) || isEverything(request))
                && request.getParameters().keySet().stream().noneMatch(VerbatimRules::isShape);
    }

    private static boolean isEverything(RequestDetails request) {
        return "$everything".equals(request.getOperation()) && request.getRequestType() == RequestTypeEnum.GET;
    }

    private static boolean isShape(String parameter) {
        var colon = parameter.indexOf(':');
        return SHAPES.contains(colon < 0 ? parameter : parameter.substring(0, colon));
    }

    private static boolean asksForJson(RequestDetails request) {
        return RestfulServerUtils.determineResponseEncodingWithDefault(request).getEncoding() == EncodingEnum.JSON;
    }
}
