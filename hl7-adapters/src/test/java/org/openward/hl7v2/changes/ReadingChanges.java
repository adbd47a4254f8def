package org.openward.hl7v2.changes;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.devices.DeviceProfile;

/** What the tests of this package share: a hospital information system, and the way from segments to changes. */
final class ReadingChanges {
    static final String NAMESPACE = "https://hospital.example/systems/his";
    static final DeviceProfile SYSTEM = DeviceProfile.of("Device/his", NAMESPACE, ZoneId.of("Asia/Kolkata"));

    private ReadingChanges() {}

    static Hl7Message message(String event, String... segments) {
        String header = "MSH|^~\\&|HIS|WARD|OPENWARD|HOSPITAL|20260301101500+0530||" + event + "|M-1|P|2.5.1\r";
        return Messages.parsed((header + String.join("\r", segments) + "\r").getBytes(StandardCharsets.UTF_8));
    }

    static IntendedChanges adt(String event, String... segments) {
        return new AdtToChanges().map(message("ADT^" + event, segments), SYSTEM);
    }

    static IntendedChanges siu(String event, String... segments) {
        return new SiuToChanges().map(message("SIU^" + event, segments), SYSTEM);
    }

    static IntendedChanges order(String event, String... segments) {
        return new OrderToChanges().map(message(event, segments), SYSTEM);
    }

    static List<Change.Put> puts(IntendedChanges changes) {
        return changes.changes().stream()
                .filter(Change.Put.class::isInstance)
                .map(Change.Put.class::cast)
                .toList();
    }

    /** What is put of one kind of resource. */
    static <T extends Resource> List<T> all(IntendedChanges changes, Class<T> kind) {
        return puts(changes).stream()
                .map(Change.Put::resource)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    static <T extends Resource> T only(IntendedChanges changes, Class<T> kind) {
        List<T> all = all(changes, kind);
        if (all.size() != 1) {
            throw new AssertionError("One " + kind.getSimpleName() + ", not " + all.size());
        }
        return all.get(0);
    }
}
