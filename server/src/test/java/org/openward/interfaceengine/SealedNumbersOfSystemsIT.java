package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.Leftovers;

/** A number that a hospital system tells of, and that the hospital wants encrypted. */
@HospitalTest
class SealedNumbersOfSystemsIT {
    private static final String SYSTEM = "urn:oid:1.2.356.99.77";

    @Test
    void it_is_kept_in_the_message_as_sent_and_nowhere_else(Hospital hospital) {
        var fhir = hospital.asDemo();
        var his = HospitalSystem.that(hospital, fhir, "registrations");
        var number = "Oid" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        var pid = "PID|1||" + number + "^^^&1.2.356.99.77&ISO^NI||Rao^Asha||19800215|F|||12 Lake Road^^Pune";

        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid);
        var first = his.the(Patient.class, "identifier=" + SYSTEM + "%7C" + number);
        his.files("ADT^A31^ADT_A05", "EVN|A31|20260301090000", pid.replace("Asha", "Usha"));
        var changed = his.the(Patient.class, "identifier=" + number);

        assertThat(changed.getIdElement().getIdPart())
                .isEqualTo(first.getIdElement().getIdPart());
        assertThat(changed.getNameFirstRep().getGivenAsSingleString()).isEqualTo("Usha");
        assertThat(Leftovers.of(hospital, "default").tablesWith(number)).containsExactly("feed_message");
    }
}
