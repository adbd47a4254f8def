package org.openward.hl7v2.changes;

import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.devices.DeviceProfile;

/** Reads any message other than results as what it wants changed. */
public final class MessageChanges {
    private MessageChanges() {}

    /** Whether messages of this type, such as ADT, are read here. */
    public static boolean isReadHere(String type) {
        return MessageKind.ofType(type)
                .filter(kind -> kind != MessageKind.RESULTS)
                .isPresent();
    }

    /** What the message wants changed, or why that needs a person. */
    public static IntendedChanges read(Hl7Message message, DeviceProfile profile) {
        String type = message.header().type();
        return switch (MessageKind.ofType(type).orElseThrow(() -> notRead(type))) {
            case RESULTS -> throw notRead(type);
            case REGISTRATIONS -> new AdtToChanges().map(message, profile);
            case SCHEDULES -> new SiuToChanges().map(message, profile);
            case ORDERS -> new OrderToChanges().map(message, profile);
            case CHARGES -> new DftToChanges().map(message, profile);
            case DOCUMENTS -> new MdmToChanges().map(message, profile);
            case VACCINATIONS -> new VxuToChanges().map(message, profile);
            case PRESCRIPTIONS -> new PharmacyToChanges().map(message, profile);
        };
    }

    private static IllegalArgumentException notRead(String type) {
        return new IllegalArgumentException("Messages of type " + type + " are not read as changes");
    }
}
