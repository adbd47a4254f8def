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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Which requests may be answered verbatim: those for whole records in plain JSON that nobody has to look into. */
@Component
class VerbatimRules {
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

    /** The reads and searches of a web request; a desk reads records to work with them. */
    boolean allow(RequestDetails request) {
        return isForWholeRecords(request) && lookers.obtain().stream().noneMatch(looker -> looker.looksInside(request));
    }

    /** The reads that may be, if the record that they find allows it: {@link #allow(RequestDetails, String)}. */
    boolean mayAllow(RequestDetails read) {
        return isForWholeRecords(read)
                && lookers.obtain().stream()
                        .filter(looker -> !looker.readsText())
                        .noneMatch(looker -> looker.looksInside(read));
    }

    /** Whether the record with that text may be shown verbatim to a read that may be answered so. */
    boolean allow(RequestDetails read, String json) {
        return lookers.obtain().stream()
                .filter(LooksInside::readsText)
                .noneMatch(looker -> looker.looksInside(read) && looker.looksInto(read, json));
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
