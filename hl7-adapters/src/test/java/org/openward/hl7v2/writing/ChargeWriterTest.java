package org.openward.hl7v2.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.hl7v2.writing.ARecord.CONTROL;
import static org.openward.hl7v2.writing.ARecord.NOW;
import static org.openward.hl7v2.writing.ARecord.asha;
import static org.openward.hl7v2.writing.ARecord.letterhead;
import static org.openward.hl7v2.writing.ARecord.loinc;
import static org.openward.hl7v2.writing.ARecord.read;
import static org.openward.hl7v2.writing.ARecord.text;

import java.math.BigDecimal;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Money;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.changes.Change;
import org.openward.hl7v2.changes.DftToChanges;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.writing.ChargeWriter.Charge;

class ChargeWriterTest {
    private static ChargeItem charge(ChargeItemStatus status) {
        var item = new ChargeItem().setStatus(status).setCode(loinc("58410-2", "Blood count"));
        item.setId("c1");
        item.setOccurrence(new DateTimeType("2026-03-01T09:40:00+05:30"));
        item.getQuantity().setValue(new BigDecimal("2"));
        item.setPriceOverride(new Money().setValue(new BigDecimal("350.00")).setCurrency("INR"));
        return item.setEnteredDateElement(new DateTimeType("2026-03-01T10:00:00+05:30"));
    }

    private static WrittenMessage written(ChargeItem item) throws CannotBeWritten {
        return new ChargeWriter(letterhead()).write(new Charge(item, asha(), null), CONTROL, NOW);
    }

    @Test
    void a_charge_says_for_what_when_how_often_and_how_much() throws CannotBeWritten {
        assertThat(text(written(charge(ChargeItemStatus.BILLABLE))))
                .contains("DFT^P03^DFT_P03", "EVN|P03|")
                .endsWith(
                        "FT1|1|c1||20260301094000+0530|20260301100000+0530|CG|58410-2^Blood count^LN|||2|350.00&INR\r");
    }

    @Test
    void what_takes_a_charge_back_is_read_again_as_its_credit() throws CannotBeWritten {
        var message = read(written(charge(ChargeItemStatus.ABORTED)));

        var system = DeviceProfile.of("Device/his", "https://hospital.example/his", ZoneId.of("UTC"));
        var changes = new DftToChanges().map(message, system);
        var put = (Change.Put) changes.changes().stream()
                .filter(change -> change instanceof Change.Put found && found.resource() instanceof ChargeItem)
                .findFirst()
                .orElseThrow();
        assertThat(changes.holds()).isEmpty();
        assertThat(((ChargeItem) put.resource()).getStatus()).isEqualTo(ChargeItemStatus.ABORTED);
        assertThat(put.existence()).isEqualTo(Change.Existence.MUST_EXIST);
    }

    @Test
    void a_charge_that_is_only_planned_is_not_told() {
        var planned = charge(ChargeItemStatus.PLANNED);

        assertThat(ChargeWriter.isTold(planned)).isFalse();
        assertThatThrownBy(() -> written(planned)).isInstanceOf(CannotBeWritten.class);
    }
}
