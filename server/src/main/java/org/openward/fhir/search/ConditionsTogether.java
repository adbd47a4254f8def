package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.openward.fhir.FhirInterceptor;

/**
 * Lets HAPI ask by one statement which of a transaction's new records are there already. It does so only where the type stands before the
 * search, as in {@code Patient?identifier=1}; FHIR has the search alone in an entry, and then HAPI asks for one record after the other.
 */
@FhirInterceptor
@Interceptor
public class ConditionsTogether {
    /** Anything else than one number HAPI looks for by a search of its own, however it is written. */
    private static final Pattern ONE_NUMBER = Pattern.compile("\\??(?<search>identifier=[^&,]+)");

    @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
    public void writeOut(IBaseBundle writes) {
        if (writes instanceof Bundle bundle && bundle.getType() == BundleType.TRANSACTION) {
            bundle.getEntry().stream().filter(BundleEntryComponent::hasResource).forEach(ConditionsTogether::writeOut);
        }
    }

    private static void writeOut(BundleEntryComponent entry) {
        Optional.ofNullable(entry.getRequest().getIfNoneExist())
                .map(ONE_NUMBER::matcher)
                .filter(Matcher::matches)
                .ifPresent(condition -> entry.getRequest()
                        .setIfNoneExist(entry.getResource().fhirType() + "?" + condition.group("search")));
    }
}
