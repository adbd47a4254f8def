package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.openward.profiles.Extensions;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A hospital system of one test that sends messages over a real line and waits until they were dealt with. */
final class HospitalSystem {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Hospital hospital;
    private final FhirClient fhir;
    private final Device device;
    private final String name;
    private final AtomicInteger messages = new AtomicInteger();

    private HospitalSystem(Hospital hospital, FhirClient fhir, Device device, String name) {
        this.hospital = hospital;
        this.fhir = fhir;
        this.device = device;
        this.name = name;
    }

    static HospitalSystem that(Hospital hospital, FhirClient fhir, String... sends) {
        var name = Analyzing.aName();
        return new HospitalSystem(hospital, fhir, fhir.create(described(name, sends)), name);
    }

    /** The Device of a system of that name. */
    static Device described(String name, String... sends) {
        var device = new Device().setStatus(Device.FHIRDeviceStatus.ACTIVE);
        device.addDeviceName().setName(name).setType(Device.DeviceNameType.USERFRIENDLYNAME);
        var description = new Extension(Extensions.ANALYZER);
        description.addExtension(Extensions.ANALYZER_SENDING_APPLICATION, new StringType(name));
        description.addExtension(Extensions.ANALYZER_SENDING_FACILITY, new StringType("HIS"));
        description.addExtension(Extensions.ANALYZER_SOURCE_ADDRESS, new StringType("127.0.0.1"));
        Stream.of(sends).forEach(kind -> description.addExtension(Extensions.ANALYZER_SENDS, new CodeType(kind)));
        device.addExtension(description);
        return device;
    }

    Device device() {
        return device;
    }

    String id() {
        return device.getIdElement().getIdPart();
    }

    String name() {
        return name;
    }

    /** A message with a control id of its own; {@code type} such as {@code ADT^A01^ADT_A01}. */
    String message(String type, String... segments) {
        var header = "MSH|^~\\&|" + name + "|HIS|OPENWARD|HOSPITAL|20260301080000||" + type + "|"
                + messages.incrementAndGet() + "|P|2.5.1||||||UNICODE UTF-8";
        return header + "\r" + String.join("\r", segments) + "\r";
    }

    /** Sends it over a line and gives back the whole answer. */
    String send(String message) {
        try {
            return Lines.exchange(Analyzing.port(hospital), List.of(message)).get(0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sends a message and waits until it is filed. */
    void files(String type, String... segments) {
        assertThat(send(message(type, segments))).contains("MSA|AA|");
        awaitEmptyLane();
        assertThat(count("held") + count("dead"))
                .as(() -> "held or dead: " + reasons())
                .isZero();
    }

    /** Sends a message and waits until a person is asked about it. */
    Task isHeldWith(String type, String... segments) {
        assertThat(send(message(type, segments))).contains("MSA|AA|");
        awaitEmptyLane();
        return waiting();
    }

    Task waiting() {
        var found = fhir.search("Task?status=on-hold&focus=Device/" + id()).getEntry();
        assertThat(found).as("tasks on hold").hasSize(1);
        return (Task) found.get(0).getResource();
    }

    void awaitEmptyLane() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> count("received") == 0);
    }

    int count(String status) {
        return asServer(() -> jdbc().sql(
                        "select count(*) from openward.feed_message where device_id = :device and status = :status")
                .param("device", id())
                .param("status", status)
                .query(Integer.class)
                .single());
    }

    private List<String> reasons() {
        return asServer(() -> jdbc().sql(
                        "select reason || ' ' || detail from openward.feed_message where device_id = :device and status in ('held', 'dead')")
                .param("device", id())
                .query(String.class)
                .list());
    }

    /** The records of a search in the tenant of the system. */
    <T extends Resource> List<T> found(Class<T> type, String query) {
        return fhir.search(type.getSimpleName() + "?" + query).getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    <T extends Resource> T the(Class<T> type, String query) {
        var found = found(type, query);
        assertThat(found).as(type.getSimpleName() + "?" + query).hasSize(1);
        return found.get(0);
    }

    private JdbcClient jdbc() {
        return hospital.part(JdbcClient.class);
    }

    private static <T> T asServer(java.util.function.Supplier<T> work) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), work);
    }
}
