package org.openward.notifications;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UrlType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.StandardOperations;
import org.openward.notifications.SubscriptionAnswers.Span;
import org.openward.notifications.terms.Backport;
import org.openward.notifications.terms.SubscriptionRefused;
import org.openward.notifications.terms.Terms.Content;
import org.openward.notifications.websocket.BindingTokens;
import org.openward.notifications.websocket.SocketAddress;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;

/** The operations of HL7's Subscriptions R5 Backport. */
@StandardOperations
class BackportOperations {
    private final SubscriptionAnswers answers;
    private final StandingRights rights;
    private final BindingTokens tokens;

    BackportOperations(SubscriptionAnswers answers, StandingRights rights, BindingTokens tokens) {
        this.answers = answers;
        this.rights = rights;
        this.tokens = tokens;
    }

    @Operation(name = "$status", typeName = "Subscription", idempotent = true, canonicalUrl = Backport.STATUS_OPERATION)
    public Bundle status(
            @IdParam(optional = true) @Nullable IdType subscription,
            @OperationParam(name = "id", max = OperationParam.MAX_UNLIMITED) @Nullable List<IdType> ids,
            @OperationParam(name = "status", max = OperationParam.MAX_UNLIMITED) @Nullable List<CodeType> statuses) {
        return subscription != null && subscription.hasIdPart()
                ? answers.status(subscription.getIdPart())
                : answers.statuses(
                        all(ids).map(IdType::getIdPart).toList(),
                        all(statuses).map(CodeType::getValue).toList());
    }

    @Operation(name = "$events", typeName = "Subscription", idempotent = true, canonicalUrl = Backport.EVENTS_OPERATION)
    public Bundle events(
            @IdParam IdType subscription,
            @OperationParam(name = "eventsSinceNumber", max = 1) @Nullable StringType since,
            @OperationParam(name = "eventsUntilNumber", max = 1) @Nullable StringType until,
            @OperationParam(name = "content", max = 1) @Nullable CodeType content,
            RequestDetails request) {
        return answers.events(
                subscription.getIdPart(), Span.of(text(since), text(until)), asker(request), content(content));
    }

    @Operation(name = "$get-ws-binding-token", typeName = "Subscription", canonicalUrl = Backport.TOKEN_OPERATION)
    public Parameters bindingToken(
            @IdParam(optional = true) @Nullable IdType subscription,
            @OperationParam(name = "id", max = OperationParam.MAX_UNLIMITED) @Nullable List<IdType> ids,
            RequestDetails request) {
        var asked = subscription != null && subscription.hasIdPart()
                ? List.of(subscription.getIdPart())
                : all(ids).map(IdType::getIdPart).distinct().toList();
        if (asked.isEmpty()) {
            throw SubscriptionRefused.because("A token binds to subscriptions; none is named.");
        }
        answers.checkMayListen(asked, asker(request));
        var issued = tokens.issue(asked);
        var answer = new Parameters();
        answer.addParameter("token", issued.token());
        answer.addParameter(
                "expiration",
                new DateTimeType(Date.from(issued.end()), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone("UTC")));
        asked.forEach(id -> answer.addParameter("subscription", id));
        answer.addParameter("websocket-url", new UrlType(SocketAddress.of(request.getFhirServerBase())));
        return answer;
    }

    private KeptGrant asker(RequestDetails request) {
        return rights.of(request)
                .orElseThrow(() -> SubscriptionRefused.notAllowed("This is answered to the holder of a token only."));
    }

    private static <T> Stream<T> all(@Nullable List<T> given) {
        return given == null ? Stream.empty() : given.stream();
    }

    private static @Nullable String text(@Nullable PrimitiveType<String> given) {
        return given == null ? null : given.getValue();
    }

    private static @Nullable Content content(@Nullable CodeType asked) {
        if (text(asked) == null) {
            return null;
        }
        return Stream.of(Content.values())
                .filter(content ->
                        content.written().equals(Objects.requireNonNull(asked).getValue()))
                .findFirst()
                .orElseThrow(() -> SubscriptionRefused.because("The content is empty, id-only or full-resource."));
    }
}
