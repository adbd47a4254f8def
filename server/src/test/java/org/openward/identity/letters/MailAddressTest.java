package org.openward.identity.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Period;
import org.junit.jupiter.api.Test;

class MailAddressTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static ContactPoint mail(String address) {
        return new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(address);
    }

    @Test
    void the_first_in_rank_of_those_in_use_is_taken() {
        var past = new Period().setEnd(Date.from(NOW.minusSeconds(1)));

        assertThat(MailAddress.among(
                        List.of(
                                new ContactPoint()
                                        .setSystem(ContactPointSystem.PHONE)
                                        .setValue("123"),
                                mail("old@home.example").setUse(ContactPointUse.OLD),
                                mail("former@home.example").setPeriod(past),
                                mail("second@home.example").setRank(2),
                                mail("first@home.example").setRank(1)),
                        NOW))
                .contains("first@home.example");
    }

    @Test
    void what_is_no_address_gets_no_mail() {
        assertThat(MailAddress.among(
                        List.of(
                                mail("nobody"),
                                mail("a@b.example,c@d.example"),
                                mail("a@b.example\r\nBcc: c@d.example"),
                                new ContactPoint().setSystem(ContactPointSystem.EMAIL)),
                        NOW))
                .isEmpty();
    }
}
