package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.dao.HistoryBuilder;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Keeps the pages of a history to what had been written when its first one was shown: they are counted, and what others write meanwhile
 * would move versions from one page to the next.
 */
@FhirInterceptor
@Interceptor
class HistoryPages {
    /** The parameter of a history's links that says until when. */
    static final String UNTIL = "_until";

    /** FHIR writes years with four digits. */
    private static final Instant END_OF_DATES = Instant.parse("9999-12-31T00:00:00Z");

    private static final Set<RestOperationTypeEnum> HISTORIES = EnumSet.of(
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM);

    /** HAPI does not say for which request it looks into a history. */
    private static final ThreadLocal<@Nullable Instant> LOOKED_INTO = new ThreadLocal<>();

    private final Clock clock;

    HistoryPages(Clock clock) {
        this.clock = clock;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void follow(RequestDetails request) {
        end();
        var until = request.getParameters().get(UNTIL);
        if (until == null || !HISTORIES.contains(request.getRestOperationType())) {
            return;
        }
        var bound = instant(String.join("", until));
        LOOKED_INTO.set(bound);
        request.getUserData().put(HistoryPages.class, bound);
        var others = new HashMap<>(request.getParameters());
        others.remove(UNTIL);
        request.setParameters(others); // HAPI knows no such parameter.
    }

    private static Instant instant(String link) {
        try {
            return Optional.of(Instant.parse(link))
                    .filter(until -> until.isAfter(Instant.EPOCH) && until.isBefore(END_OF_DATES))
                    .orElseThrow(() -> new UnusableNextLink(UNTIL));
        } catch (DateTimeException notOurs) {
            throw new UnusableNextLink(UNTIL);
        }
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void give(RequestDetails request, @Nullable IBaseResource answer) {
        if (!(answer instanceof Bundle page) || !HISTORIES.contains(request.getRestOperationType())) {
            return;
        }
        var bound = Optional.ofNullable((Instant) request.getUserData().get(HistoryPages.class))
                .orElseGet(() -> newest(page));
        page.getLink().stream()
                .filter(link -> !link.getRelation().equals(Bundle.LINK_SELF))
                .forEach(link -> link.setUrl(link.getUrl() + "&" + UNTIL + "=" + bound));
    }

    /** Now; or later, if another server's clock is ahead. */
    private Instant newest(Bundle page) {
        var now = clock.instant();
        return Optional.ofNullable(page.getEntryFirstRep().getResource())
                .map(first -> first.getMeta().getLastUpdated())
                .map(Date::toInstant)
                .filter(now::isBefore)
                .orElse(now);
    }

    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void end() {
        LOOKED_INTO.remove();
    }

    /** HAPI lets a history end at a time only where it does not begin at one. */
    @Component
    static class Ending implements BeanPostProcessor {
        private static final String END = "myRangeEndInclusive";

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            var until = LOOKED_INTO.get();
            if (until != null && bean instanceof HistoryBuilder) {
                var history = new DirectFieldAccessor(bean);
                var asked = (Date) history.getPropertyValue(END);
                if (asked == null || asked.toInstant().isAfter(until)) {
                    history.setPropertyValue(END, Date.from(until));
                }
            }
            return bean;
        }
    }
}
