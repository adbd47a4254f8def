package org.openward.identity.caregivers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.openward.identity.launch.Caregiving;
import org.openward.security.assignment.Assignments;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** For whom a caregiver acts at this moment, by each of his RelatedPersons: as children's parent, or with a patient's consent. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class Caregivers implements Caregiving {
    private final CaregiverRecords records;
    private final Assignments assignments;

    Caregivers(CaregiverRecords records, Assignments assignments) {
        this.records = records;
        this.assignments = assignments;
    }

    @Override
    public Map<String, String> patients(String userName, TenantId tenant) {
        return Acting.as(Caller.server(tenant, "caregiver-" + UUID.randomUUID()), () -> {
            var patients = new LinkedHashMap<String, String>();
            records.of(userName, tenant)
                    .forEach(record ->
                            assignments.allWhoLet(record).forEach(patient -> patients.putIfAbsent(patient, record)));
            return patients;
        });
    }
}
