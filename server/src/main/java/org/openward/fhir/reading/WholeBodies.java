package org.openward.fhir.reading;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.PreferHandlingEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses a record that is to be stored, and a batch or transaction, with something in it that HAPI's readers would pass over; unless the
 * client asks for that by {@code Prefer: handling=lenient}; and what an operation is given, whatever the client asks for. {@code $validate} looks at
 * the text itself. Scripts in narratives are refused in whatever body.
 */
@FhirInterceptor
@Interceptor
class WholeBodies {
    /** HAPI reads the body between the two. */
    private static final int LAST = 1000;

    private static final int FIRST = -1000;

    private static final Set<RestOperationTypeEnum> STORING =
            EnumSet.of(RestOperationTypeEnum.CREATE, RestOperationTypeEnum.UPDATE, RestOperationTypeEnum.TRANSACTION);

    private static final Set<RestOperationTypeEnum> OPERATIONS = EnumSet.of(
            RestOperationTypeEnum.EXTENDED_OPERATION_SERVER,
            RestOperationTypeEnum.EXTENDED_OPERATION_TYPE,
            RestOperationTypeEnum.EXTENDED_OPERATION_INSTANCE);

    private static final String VALIDATE = "$validate";

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
        if (isOperation(request) || (STORING.contains(request.getRestOperationType()) && !isLenient(request))) {
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

    /** What an operation is not told right it might do for good instead of trying it. */
    private static boolean isOperation(RequestDetails request) {
        return OPERATIONS.contains(request.getRestOperationType()) && !VALIDATE.equals(request.getOperation());
    }

    private static boolean isLenient(RequestDetails request) {
        var prefer = request.getHeader(Constants.HEADER_PREFER);
        return prefer != null
                && RestfulServerUtils.parsePreferHeader(prefer).getHanding() == PreferHandlingEnum.LENIENT;
    }

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED, order = FIRST)
    public void end(RequestDetails request) {
        leave();
        if (isOperation(request) && request.getResource() instanceof Parameters body) {
            body.getParameter().forEach(WholeBodies::require);
        }
    }

    /** Invariant inv-1 of Parameters; HAPI takes a parameter without a value for none. */
    private static void require(ParametersParameterComponent given) {
        if (!given.hasName()) {
            throw new InvalidRequestException("Each parameter of an operation has a name.");
        }
        if (Stream.of(given.hasValue(), given.hasResource(), given.hasPart())
                        .filter(has -> has)
                        .count()
                != 1) {
            throw new InvalidRequestException("The parameter " + given.getName()
                    + " has no value, no resource and no parts," + " or more than one of the three. Nothing was done.");
        }
    }

    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void leave() {
        NothingPassedOver.NOW.end();
        SentNarratives.READ.end();
    }
}
