package org.openward.fhir.start;

import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets HAPI learn its search parameters before anybody can ask for them. It would learn them when it is first asked, one thread for all, on
 * a connection of its own; had the threads that wait for it taken all connections, as after a crash with much left to do, nobody would ever go on.
 */
@Component
final class SearchParametersFirst implements SmartLifecycle {
    private final ISearchParamRegistry parameters;
    private volatile boolean known;

    SearchParametersFirst(ISearchParamRegistry parameters) {
        this.parameters = parameters;
    }

    @Override
    public void start() {
        parameters.getActiveSearchParams("Patient", SearchParamLookupContextEnum.SEARCH);
        known = true;
    }

    @Override
    public void stop() {
        known = false;
    }

    @Override
    public boolean isRunning() {
        return known;
    }

    /** Before the doors are open, and before anything that works by itself. */
    @Override
    public int getPhase() {
        return 0;
    }
}
