package org.openward.fhir.documents;

import ca.uhn.fhir.jpa.ips.api.IpsContext;
import ca.uhn.fhir.jpa.ips.jpa.DefaultJpaIpsGenerationStrategy;
import java.time.Clock;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Organization;
import org.openward.tenancy.Tenants;

/** What stands in an International Patient Summary: the sections as HAPI fills them, in the name of the hospital that is asked. */
class SummaryContents extends DefaultJpaIpsGenerationStrategy {
    private final Tenants tenants;
    private final Clock clock;

    SummaryContents(Tenants tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public IBaseResource createAuthor() {
        var hospital = new Organization().setName(tenants.current().name());
        hospital.setId(IdType.newRandomUuid());
        return hospital;
    }

    @Override
    public String createTitle(IpsContext context) {
        return "Patient summary of " + tenants.current().dayOf(clock.instant());
    }
}
