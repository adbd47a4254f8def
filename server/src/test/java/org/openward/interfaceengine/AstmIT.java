package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;

import java.time.Duration;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceDefinition;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.astm.AstmSettings;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class AstmIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FAMILY = Systems.ROOT + "DeviceDefinition/";

    @Test
    void a_result_is_kept_before_each_acknowledgement_and_filed_once_whatever_happens_on_the_line(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        var device = laboratory.fhir().create(analyzer(Analyzing.aName(), FAMILY + "sysmex-xn|1"));
        var message = bloodCount(device, medicalRecordNumber(patient), accession(order), "9.81");

        try (var cut = Instrument.at(port(hospital))) {
            cut.begin();
            cut.say(Instrument.frame(1, message.get(0)));
            assertThat(cut.hear()).isEqualTo(Instrument.ACK);
            cut.say(Instrument.damaged(2, message.get(1)));
            assertThat(cut.hear()).isEqualTo(Instrument.NAK);
            cut.say(Instrument.frame(2, message.get(1)));
            assertThat(cut.hear()).isEqualTo(Instrument.ACK);
            assertThat(count(hospital, "feed_part", device)).isEqualTo(2);
            cut.say(Instrument.frame(3, message.get(2)).substring(0, 9));
        }
        for (int time = 0; time < 3; time++) {
            try (var line = Instrument.at(port(hospital))) {
                line.send(message);
            }
        }

        var report = laboratory.theReportOf(patient);
        assertThat(report.getBasedOnFirstRep().getReference())
                .isEqualTo(order.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(laboratory.resultsOf(patient)).singleElement().satisfies(result -> {
            assertThat(result.getCode().getCodingFirstRep().getCode()).isEqualTo("6690-2");
            assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("9.81");
            assertThat(result.getValueQuantity().getCode()).isEqualTo("10*3/uL");
            assertThat(result.getMeta().getVersionId()).isEqualTo("1");
        });
        assertThat(count(hospital, "feed_message", device)).isEqualTo(1);
        assertThat(duplicates(hospital, device)).isEqualTo(2);
        assertThat(count(hospital, "feed_part", device)).isZero();
    }

    @Test
    void what_broke_off_and_what_is_no_patients_waits_for_a_person(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var cut = laboratory.fhir().create(analyzer(Analyzing.aName(), FAMILY + "sysmex-xn"));
        var controlled = laboratory.fhir().create(analyzer(Analyzing.aName(), FAMILY + "sysmex-xn"));

        try (var line = Instrument.at(port(hospital))) {
            line.begin();
            line.say(Instrument.frame(
                    1,
                    String.join("\r", bloodCount(cut, "whoever", "S-1", "9.81").subList(0, 4))));
            assertThat(line.hear()).isEqualTo(Instrument.ACK);
        }
        try (var line = Instrument.at(port(hospital))) {
            line.send(bloodCount(controlled, "", "QC-3001", "9.81"));
        }

        var task = laboratory.theTaskAbout(cut);
        assertThat(Analyzing.reason(task)).isEqualTo("incomplete");
        assertThat(Analyzing.reason(laboratory.replay(task))).isEqualTo("incomplete");
        assertThat(Analyzing.reason(laboratory.theTaskAbout(controlled))).isEqualTo("quality-control");
        assertThat(count(hospital, "feed_part", cut)).isZero();
        assertThat(count(hospital, "feed_message", cut)).isEqualTo(1);
    }

    @Test
    void results_of_a_system_that_is_described_to_send_other_things_are_refused(Hospital hospital) throws Exception {
        var registering = analyzer(Analyzing.aName(), FAMILY + "sysmex-xn");
        var description = registering.getExtensionByUrl(Extensions.ANALYZER);
        description.addExtension(Extensions.ANALYZER_SOURCE_ADDRESS, new StringType("127.0.0.1"));
        description.addExtension(Extensions.ANALYZER_SENDS, new CodeType("registrations"));
        var device = hospital.asDemo().create(registering);

        try (var line = Instrument.at(port(hospital))) {
            line.begin();
            line.say(Instrument.frame(
                    1, bloodCount(device, "whoever", "S-1", "9.81").get(0)));
            assertThat(line.hear()).isEqualTo(Instrument.NAK);
        }

        assertThat(count(hospital, "feed_part", device)).isZero();
    }

    @Test
    void a_message_that_waited_is_filed_by_todays_description(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var undescribed = laboratory.fhir().create(analyzer(Analyzing.aName(), FAMILY + "euroimmun-analyzer"));

        try (var line = Instrument.at(port(hospital))) {
            line.send(bloodCount(undescribed, medicalRecordNumber(patient), "S-1", "9.81"));
        }
        var waiting = laboratory.theTaskAbout(undescribed);
        assertThat(Analyzing.reason(waiting)).isEqualTo("mapping-failed");
        undescribed.setExtension(
                analyzer(nameOf(undescribed), FAMILY + "sysmex-xn").getExtension());
        laboratory.fhir().put("/Device/" + undescribed.getIdElement().getIdPart(), undescribed);
        var replayed = laboratory.replay(waiting);

        assertThat(replayed.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.resultsOf(patient)).hasSize(1);
    }

    @Test
    void an_analyzer_that_asks_is_told_the_open_orders_on_its_tubes_and_nobody_elses(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        var described = analyzer(Analyzing.aName(), FAMILY + "horiba-yumizen");
        described
                .getExtensionByUrl(Extensions.ANALYZER)
                .addExtension(Extensions.ANALYZER_SOURCE_ADDRESS, new StringType("127.0.0.1"));
        var here = laboratory.fhir().create(described);
        var unproven = laboratory.fhir().create(analyzer(Analyzing.aName(), FAMILY + "horiba-yumizen"));
        var neighbour = hospital.asClinicB().create(analyzer(Analyzing.aName(), FAMILY + "horiba-yumizen"));

        assertThat(answer(hospital, here, accession(order)))
                .contains("\rP|1||" + medicalRecordNumber(patient) + "||Rao^Asha|")
                .contains("\rO|1|" + accession(order) + "||^^^CBC|R|")
                .endsWith("\rL|1|F\r");
        assertThat(answer(hospital, unproven, accession(order)))
                .contains("\rO|1|" + accession(order) + "||^^^CBC|R|")
                .doesNotContain("Rao", medicalRecordNumber(patient));
        // Each tenant counts its own accession numbers, so only a number of another kind is nobody else's.
        var tube = "TUBE-" + nameOf(here);
        var specimen = new Specimen().setSubject(order.getSubject());
        specimen.addIdentifier().setValue(tube);
        specimen.addRequest(new Reference(order.getIdElement().toUnqualifiedVersionless()));
        laboratory.fhir().create(specimen);
        assertThat(answer(hospital, here, tube)).contains("\rO|1|" + tube + "||^^^CBC|R|");
        assertThat(answer(hospital, neighbour, tube)).doesNotContain("Rao").endsWith("\rL|1|I\r");
        assertThat(answer(hospital, here, "NO-SUCH-TUBE")).endsWith("\rL|1|I\r");
        assertThat(answer(hospital, here, "ALL")).endsWith("\rL|1|Q\r");
    }

    @Test
    void floods_and_strangers_keep_nobody_from_being_heard(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.fhir().create(analyzer(Analyzing.aName(), FAMILY + "sysmex-xn"));

        try (var flood = Instrument.at(port(hospital));
                var stranger = Instrument.at(port(hospital))) {
            flood.begin();
            for (int time = 0; time < 2000; time++) {
                flood.say(Instrument.damaged(1, "H|\\^&|||" + nameOf(device)));
            }
            // On this very machine a demonstration hears anybody, but not a device that was put out of use.
            var retired = analyzer(Analyzing.aName(), FAMILY + "sysmex-xn");
            laboratory.fhir().create(retired.setStatus(Device.FHIRDeviceStatus.INACTIVE));
            stranger.begin();
            stranger.say(Instrument.frame(1, "H|\\^&|||" + nameOf(retired)));
            assertThat(stranger.hear()).isEqualTo(Instrument.NAK);

            var sent = AtOnce.all(16, time -> () -> {
                try (var line = Instrument.at(port(hospital))) {
                    line.send(bloodCount(device, medicalRecordNumber(patient), "S-" + time, "5." + time));
                    return time;
                }
            });

            assertThat(sent).allMatch(AtOnce.Outcome::succeeded);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(laboratory.resultsOf(patient))
                    .hasSize(16));
            assertThat(count(hospital, "feed_message", device)).isEqualTo(16);
        }
    }

    @Test
    void a_hospital_describes_a_family_of_its_own_and_the_next_message_is_read_by_it(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var family = new DeviceDefinition();
        var name = "https://hospital.example/families/" + Analyzing.aName();
        family.addIdentifier().setSystem("urn:ietf:rfc:3986").setValue(name);
        var habits = family.addExtension().setUrl(Extensions.ANALYZER);
        habits.addExtension(Extensions.ANALYZER_SAMPLE_POSITION, new CodeType("O-4.3"));
        habits.addExtension(Extensions.ANALYZER_DECIMAL_MARK, new CodeType("comma"));
        habits.addExtension(Extensions.ANALYZER_TEST_COMPONENT, new IntegerType(5));
        habits.addExtension(
                Extensions.ANALYZER_CODE_MAP, new CanonicalType(Systems.ROOT + "ConceptMap/sysmex-xn-codes"));
        laboratory.fhir().create(family);
        var device = laboratory.fhir().create(analyzer(Analyzing.aName(), name));

        try (var line = Instrument.at(port(hospital))) {
            line.send(bloodCount(device, medicalRecordNumber(patient), "S-1", "7,410"));
        }

        laboratory.theReportOf(patient);
        assertThat(laboratory.resultsOf(patient).get(0).getValueQuantity().getValue())
                .isEqualByComparingTo("7.41");
        assertThat(laboratory
                        .fhir()
                        .post("/Device", analyzer(Analyzing.aName(), name + "|9"))
                        .status())
                .isEqualTo(422);
        habits.getExtensionByUrl(Extensions.ANALYZER_DECIMAL_MARK).setValue(new CodeType("semicolon"));
        assertThat(laboratory.fhir().post("/DeviceDefinition", family).status()).isEqualTo(422);
    }

    private static String answer(Hospital hospital, Device device, String tube) throws Exception {
        try (var line = Instrument.at(port(hospital))) {
            line.send(List.of("H|\\^&|||" + nameOf(device), "Q|1|^" + tube + "||ALL||||||||O", "L|1|N"));
            return line.receive();
        }
    }

    private static List<String> bloodCount(Device device, String patient, String sample, String leucocytes) {
        return List.of(
                "H|\\^&|||" + nameOf(device) + "^00-24^1||||||||E1394-97",
                "P|1|||" + patient + "|^Rao^Asha",
                "O|1||^^" + sample + "^M|^^^^WBC|||||||N",
                "R|1|^^^^WBC^1|" + leucocytes + "|10*3/uL||N||F||||20261122101500",
                "L|1|N");
    }

    private static Device analyzer(String name, String family) {
        var device = new Device().setStatus(Device.FHIRDeviceStatus.ACTIVE);
        device.addDeviceName().setName(name).setType(Device.DeviceNameType.USERFRIENDLYNAME);
        var analyzer = device.addExtension().setUrl(Extensions.ANALYZER);
        analyzer.addExtension(Extensions.ANALYZER_SENDING_APPLICATION, new StringType(name));
        analyzer.addExtension(Extensions.ANALYZER_AUTOVERIFY, new BooleanType(true));
        analyzer.addExtension(Extensions.ANALYZER_UNSOLICITED, new CodeType("accept"));
        analyzer.addExtension(Extensions.ANALYZER_FAMILY, new CanonicalType(family));
        return device;
    }

    private static int port(Hospital hospital) {
        return hospital.part(AstmSettings.class).port();
    }

    private static int count(Hospital hospital, String table, Device device) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward." + table + " where device_id = :device")
                .param("device", device.getIdElement().getIdPart())
                .query(Integer.class)
                .single());
    }

    private static int duplicates(Hospital hospital, Device device) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql(
                        """
                                select count(*) from openward.feed_duplicate d
                                join openward.feed_message m on m.id = d.message_id where m.device_id = :device""")
                .param("device", device.getIdElement().getIdPart())
                .query(Integer.class)
                .single());
    }
}
