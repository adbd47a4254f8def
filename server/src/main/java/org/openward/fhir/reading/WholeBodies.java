package org.openward.fhir.reading;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.PreferHandlingEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.util.EnumSet;
import java.util.Set;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses a record that is to be stored, and a batch or transaction, with something in it that HAPI's readers would pass over; unless the
 * client asks for that by {@code Prefer: handling=lenient}. {@code $validate} looks at the text itself. Scripts in narratives are refused
 * in whatever body.
 */
@FhirInterceptor
@Interceptor
class WholeBodies {
    /** HAPI reads the body between the two. */
    private static final int LAST = 1000;

    private static final int FIRST = -1000;

    private static final Set<RestOperationTypeEnum> STORING =
            EnumSet.of(RestOperationTypeEnum.CREATE, RestOperationTypeEnum.UPDATE, RestOperationTypeEnum.TRANSACTION);

    private static final Set<RestOperationTypeEnum> SENT = EnumSet.of(
            RestOperationTypeEnum.CREATE,
            RestOperationTypeEnum.UPDATE,
            RestOperationTypeEnum.TRANSACTION,
            RestOperationTypeEnum.PATCH,
            RestOperationTypeEnum.VALIDATE,
            RestOperationTypeEnum.EXTENDED_OPERATION_SERVER,
            RestOperationTypeEnum.EXTENDED_OPERATION_TYPE,
            RestOperationTypeEnum.EXTENDED_OPERATION_INSTANCE);

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED, order = LAST)
    public void begin(RequestDetails request) {
        if (STORING.contains(request.getRestOperationType()) && !isLenient(request)) {
            NothingPassedOver.NOW.begin();
        } else {
            NothingPassedOver.NOW.end();
        }
        if (SENT.contains(request.getRestOperationType())) {
            SentNarratives.READ.begin();
        } else {
            SentNarratives.READ.end();
        }
    }

    private static boolean isLenient(RequestDetails request) {
        var prefer = request.getHeader(Constants.HEADER_PREFER);
        return prefer != null
                && RestfulServerUtils.parsePreferHeader(prefer).getHanding() == PreferHandlingEnum.LENIENT;
    }

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED, order = FIRST)
    public void end() {
        NothingPassedOver.NOW.end();
        SentNarratives.READ.end();
    }

    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void leave() {
        end();
    }
}
