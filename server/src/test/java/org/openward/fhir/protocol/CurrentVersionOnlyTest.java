package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.InMemoryFhirStore;

/** What no request from outside brings about reliably; {@link CurrentVersionIT} has the rest. */
class CurrentVersionOnlyTest {
    private static final Caller SOMEBODY = Caller.server(TenantId.DEFAULT, "test");

    private final InMemoryFhirStore store = new InMemoryFhirStore();
    private final CurrentVersionOnly conditions = new CurrentVersionOnly(store);
    private final ServletRequestDetails request = new ServletRequestDetails();
    private final TransactionDetails transaction = new TransactionDetails();
    private final Patient patient = Acting.as(SOMEBODY, () -> store.create(new Patient()));

    @Test
    void a_bound_write_of_which_the_store_told_nobody_is_not_made() {
        conditions.take(request, change("W/\"1\""));

        assertThatThrownBy(() -> conditions.written(request)).isInstanceOf(ProtocolRefusal.class);

        conditions.updating(patient, patient.copy(), request, transaction);
        assertThatCode(() -> conditions.written(request)).doesNotThrowAnyException();
    }

    @Test
    void an_entry_that_is_begun_anew_keeps_its_condition() {
        var stale = change("W/\"7\"");
        conditions.take(request, stale);
        conditions.take(request, stale);

        assertThat(stale.getEntryFirstRep().getRequest().hasIfMatch()).isFalse();
        assertThatThrownBy(() -> conditions.updating(patient, patient.copy(), request, transaction))
                .isInstanceOf(ProtocolRefusal.class);
    }

    @Test
    void what_is_tried_again_is_looked_at_again() {
        conditions.take(request, change("W/\"1\""));
        conditions.updating(patient, patient.copy(), request, transaction);

        assertThat(Acting.as(SOMEBODY, () -> Optional.ofNullable(conditions.lost(request))))
                .isEmpty();

        assertThatThrownBy(() -> conditions.written(request)).isInstanceOf(ProtocolRefusal.class);
    }

    @Test
    void who_lost_the_race_for_the_record_itself_is_told_so() {
        conditions.take(request, change("W/\"1\""));
        conditions.updating(patient, patient.copy(), request, transaction);
        Acting.as(SOMEBODY, () -> store.update(patient.copy()));

        assertThatThrownBy(() -> Acting.as(SOMEBODY, () -> conditions.lost(request)))
                .isInstanceOf(ProtocolRefusal.class);
    }

    private Bundle change(String condition) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(patient.copy())
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + patient.getIdElement().getIdPart())
                .setIfMatch(condition);
        return bundle;
    }
}
