package org.openward.identity.launch;

import java.util.Map;
import org.openward.tenancy.TenantId;
import org.springframework.beans.factory.ObjectProvider;

/** Knows for whom people act who are relatives of patients. */
@FunctionalInterface
public interface Caregiving {
    /** The ids of the patients for whom that account may act at this moment, each with the RelatedPerson that it is for him. */
    Map<String, String> patients(String userName, TenantId tenant);

    /** Where nothing is known of patients, nobody acts for any. */
    static Caregiving orNobody(ObjectProvider<Caregiving> known) {
        return (userName, tenant) -> known.stream()
                .findFirst()
                .map(caregiving -> caregiving.patients(userName, tenant))
                .orElse(Map.of());
    }
}
