package org.openward.hl7v2;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a message is about; what a sender may send is said kind by kind. */
public enum MessageKind {
    /** Unsolicited results, of the order (ORU) and of the specimen (OUL). */
    RESULTS("ORU^R01 ORU^R30 ORU^R31 ORU^R32 OUL^R22 OUL^R23 OUL^R24"),
    /** Patients and their stays. */
    REGISTRATIONS("ADT^A01 ADT^A02 ADT^A03 ADT^A04 ADT^A05 ADT^A06 ADT^A07 ADT^A08 ADT^A11 ADT^A12 ADT^A13 ADT^A28"
            + " ADT^A31 ADT^A40"),
    SCHEDULES("SIU^S12 SIU^S13 SIU^S14 SIU^S15 SIU^S16 SIU^S17 SIU^S18 SIU^S19 SIU^S20 SIU^S21 SIU^S22 SIU^S23 SIU^S24"
            + " SIU^S26"),
    ORDERS("ORM^O01 OML^O21 OML^O33 OML^O35"),
    CHARGES("DFT^P03"),
    DOCUMENTS("MDM^T01 MDM^T02 MDM^T03 MDM^T04 MDM^T05 MDM^T06 MDM^T07 MDM^T08 MDM^T09 MDM^T10 MDM^T11"),
    VACCINATIONS("VXU^V04"),
    /** What a pharmacy encoded and dispensed; until 2.3 all of it was O01. */
    PRESCRIPTIONS("RDE^O01 RDE^O11 RDE^O25 RDS^O01 RDS^O13");

    /** Between blanks, as they stand in MSH-9. */
    private final String events;

    MessageKind(String events) {
        this.events = " " + events + " ";
    }

    /** The kind that messages of this type (MSH-9.1) are of. */
    public static Optional<MessageKind> ofType(String type) {
        return Arrays.stream(values())
                .filter(kind -> kind.events.contains(" " + type + "^"))
                .findFirst();
    }

    /** The kind with this code. */
    public static Optional<MessageKind> ofCode(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }

    /** As a description of a sender spells it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The codes of all kinds. */
    public static List<String> codes() {
        return Arrays.stream(values()).map(MessageKind::code).toList();
    }

    boolean hasEvent(String type, String event) {
        return events.contains(" " + type + "^" + event + " ");
    }
}
