package org.openward.hl7v2.changes;

import java.util.HashMap;
import java.util.Map;
import org.openward.hl7v2.changes.Change.SharedNumber;
import org.openward.hl7v2.results.BusinessIdentity;

/** The numbers that the orders of one message have: the first with a number has it alone, those for other tests have their test besides. */
final class GivenNumbers {
    private final Map<BusinessIdentity, BusinessIdentity> first = new HashMap<>();

    BusinessIdentity identity(SharedNumber shared) {
        BusinessIdentity test = first.computeIfAbsent(shared.alone(), number -> shared.withTest());
        return test.equals(shared.withTest()) ? shared.alone() : shared.withTest();
    }
}
