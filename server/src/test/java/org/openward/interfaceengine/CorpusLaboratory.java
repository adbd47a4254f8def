package org.openward.interfaceengine;

import java.net.InetAddress;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.changes.Change.MergePatients;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.LaboratoryReport;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.hl7v2.results.Purpose;
import org.openward.interfaceengine.astm.AstmSettings;
import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Hospital;

/**
 * A laboratory in a tenant of its own, prepared for the corpus as people would prepare theirs: every analyzer has a Device, known by
 * the address that it sends from, every patient is registered, and every code and unit that a message brings is mapped. What the
 * codes mean is not the matter here, so each gets a number of its own.
 */
final class CorpusLaboratory {
    static final TenantId TENANT = new TenantId("corpus");

    private static final String CODES = "https://demo.openward.org/fhir/ConceptMap/corpus-codes";
    private static final String UNITS = "https://demo.openward.org/fhir/ConceptMap/corpus-units";
    private static final String LEGAL_CODE = "\\S+( \\S+)*";

    /** The files of analyzers that a published family describes. */
    private static final Map<String, String> FAMILIES = Map.ofEntries(
            Map.entry("analyzers-misc/abbott_alinity_m", "abbott-alinity-m"),
            Map.entry("analyzers-misc/abbott_architect", "abbott-architect"),
            Map.entry("analyzers-misc/abbott_m2000", "abbott-m2000"),
            Map.entry("analyzers-misc/autobio_a1000", "autobio-a1000"),
            Map.entry("analyzers-misc/beckman_", "beckman-access"),
            Map.entry("analyzers-misc/cepheid_", "cepheid-genexpert"),
            Map.entry("analyzers-misc/erba_xl", "erba-xl"),
            Map.entry("analyzers-misc/human_humastar", "human-humastar"),
            Map.entry("analyzers-misc/mindray_bc", "mindray-bc"),
            Map.entry("analyzers-misc/mindray_bs", "mindray-bs"),
            Map.entry("analyzers-misc/roche_cobas5800", "roche-cobas-5800"),
            Map.entry("analyzers-misc/roche_cobas6000", "roche-cobas-6000"),
            Map.entry("analyzers-misc/roche_cobas_p", "roche-cobas-pro"),
            Map.entry("analyzers-misc/siemens_atellica", "siemens-atellica"),
            Map.entry("senaite-astm/cobas_c111", "roche-cobas-c111"),
            Map.entry("senaite-astm/cobas_c311", "roche-cobas-c311"),
            Map.entry("senaite-astm/genexpert", "cepheid-genexpert"),
            Map.entry("senaite-astm/pentra_xlr", "horiba-pentra"),
            Map.entry("senaite-astm/sysmex_xn550", "sysmex-xn"),
            Map.entry("senaite-astm/sysmex_xp100", "sysmex-xp"));

    private final Hospital hospital;
    private final Map<String, Sender> senders = new HashMap<>();
    private final Set<String> registered = new HashSet<>();
    private final Set<String> codes = new LinkedHashSet<>();
    private final Set<String> units = new LinkedHashSet<>();
    private @Nullable Patient somebody;

    private CorpusLaboratory(Hospital hospital) {
        this.hospital = hospital;
    }

    /** Where the messages of a file come from. */
    record Sender(InetAddress address, String device) {}

    /** Everything that these files need is there afterwards. */
    static CorpusLaboratory prepared(Hospital hospital, List<CorpusFile> files) {
        hospital.clinic(TENANT, ZoneId.of("Asia/Kolkata"));
        var laboratory = new CorpusLaboratory(hospital);
        files.forEach(laboratory::prepare);
        laboratory.map(CODES, Systems.LOINC, laboratory.codes, CorpusLaboratory::loinc);
        laboratory.map(UNITS, Systems.UCUM, laboratory.units, number -> "1");
        return laboratory;
    }

    Sender sender(CorpusFile file) {
        return senders.computeIfAbsent(kind(file) + (file.isAstm() ? " by ASTM" : ""), name -> admitted(name, file));
    }

    int port(CorpusFile file) {
        return file.isAstm() ? hospital.part(AstmSettings.class).port() : Analyzing.port(hospital);
    }

    private static String kind(CorpusFile file) {
        return FAMILIES.keySet().stream()
                .filter(file.name()::startsWith)
                .findFirst()
                .orElse(file.folder());
    }

    private Sender admitted(String name, CorpusFile file) {
        var address = Arrivals.address("127.0.7." + (senders.size() + 1));
        var device = new Device().setStatus(Device.FHIRDeviceStatus.ACTIVE);
        device.addDeviceName().setName(name).setType(Device.DeviceNameType.USERFRIENDLYNAME);
        var analyzer = device.addExtension().setUrl(Extensions.ANALYZER);
        analyzer.addExtension(Extensions.ANALYZER_LISTENER_PORT, new IntegerType(port(file)));
        analyzer.addExtension(Extensions.ANALYZER_SOURCE_ADDRESS, new StringType(address.getHostAddress()));
        analyzer.addExtension(Extensions.ANALYZER_AUTOVERIFY, new BooleanType(true));
        analyzer.addExtension(Extensions.ANALYZER_UNSOLICITED, new CodeType("accept"));
        analyzer.addExtension(Extensions.ANALYZER_TEST_MESSAGES, new BooleanType(true));
        analyzer.addExtension(Extensions.ANALYZER_CODE_MAP, new CanonicalType(CODES));
        analyzer.addExtension(Extensions.ANALYZER_UNIT_MAP, new CanonicalType(UNITS));
        var family = FAMILIES.get(kind(file));
        if (family != null) {
            analyzer.addExtension(
                    Extensions.ANALYZER_FAMILY, new CanonicalType(Systems.ROOT + "DeviceDefinition/" + family));
        } else if (!file.isAstm()) {
            MessageKind.codes().forEach(sent -> analyzer.addExtension(Extensions.ANALYZER_SENDS, new CodeType(sent)));
        }
        var created = hospital.asCorpus().create(device);
        return new Sender(address, created.getIdElement().getIdPart());
    }

    private void prepare(CorpusFile file) {
        var device = sender(file).device();
        for (var message : file.pasted()) {
            var rehearsal = rehearse(device, message);
            var results = rehearsal.results();
            var intended = rehearsal.intended();
            if (intended != null) {
                prepare(intended);
            }
            if (results != null) {
                results.reports().stream()
                        .filter(report -> report.purpose() == Purpose.PATIENT)
                        .map(LaboratoryReport::patient)
                        .forEach(this::register);
                note(results, Unmapped.Kind.TEST, codes);
                note(results, Unmapped.Kind.UNIT, units);
            }
        }
    }

    private void prepare(IntendedChanges intended) {
        if (ChangeDesk.isAboutKnownPatient(intended)) {
            register(intended.patient());
        }
        intended.changes().stream()
                .filter(MergePatients.class::isInstance)
                .map(MergePatients.class::cast)
                .forEach(merge -> register(merge.survivor()));
    }

    /** As a person would who knows whose results they are: it is always the same patient. */
    void placeByHand(String task) {
        var patient = somebody == null ? hospital.asCorpus().create(new Patient()) : somebody;
        somebody = patient;
        var decision = new Parameters().addParameter("reason", "Known by hand");
        decision.addParameter("patient", new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        hospital.asCorpus().post("/Task/" + task + "/$reroute", decision);
    }

    /** Those of analyzers that a published family describes, which say most about OpenWard itself, come first. */
    static List<CorpusFile> inOrder(List<CorpusFile> files) {
        return files.stream()
                .sorted(Comparator.comparing(file -> isDescribed(file) ? 0 : 1))
                .toList();
    }

    static boolean isDescribed(CorpusFile file) {
        return FAMILIES.containsKey(kind(file));
    }

    /** What the server would make of a message of that device, of which nothing is stored. */
    Rehearsal rehearse(String device, String message) {
        return Acting.as(Caller.server(TENANT, "test"), () -> hospital.part(DecisionDesk.class)
                .rehearse(device, message));
    }

    private static void note(LaboratoryResults results, Unmapped.Kind kind, Set<String> into) {
        results.unmapped().stream()
                .filter(each -> each.kind() == kind)
                .map(Unmapped::code)
                .filter(code -> code.matches(LEGAL_CODE))
                .forEach(into::add);
    }

    /** Whoever names the number first is its patient. */
    private void register(PatientAsSent sent) {
        var numbers = sent.identifiers();
        var known = numbers.stream().map(PatientAsSent.SentIdentifier::value).anyMatch(registered::contains);
        numbers.forEach(number -> registered.add(number.value()));
        if (numbers.isEmpty() || known) {
            return;
        }
        var patient = new Patient();
        for (var number : numbers) {
            var identifier = patient.addIdentifier().setValue(number.value());
            if (!number.authorityUri().isEmpty()) {
                identifier.setSystem(number.authorityUri());
            }
        }
        patient.addName().setFamily(sent.name().family().isEmpty() ? "Unnamed" : "Named");
        sent.birthDate().ifPresent(patient::setBirthDateElement);
        sent.sex().ifPresent(patient::setGender);
        hospital.asCorpus().create(patient);
    }

    /** All tenants share the maps, so the default tenant stores them. */
    private void map(String url, String target, Set<String> sources, IntFunction<String> meaning) {
        var map = new ConceptMap().setUrl(url).setStatus(PublicationStatus.ACTIVE);
        var group = map.addGroup().setSource("https://demo.openward.org/corpus").setTarget(target);
        for (var source : sources) {
            var number = group.getElement().size() + 1;
            group.addElement()
                    .setCode(source)
                    .addTarget()
                    .setCode(meaning.apply(number))
                    .setEquivalence(ConceptMapEquivalence.EQUIVALENT);
        }
        hospital.asDemo().create(map);
    }

    /** A number far from those in use, with its check digit. */
    private static String loinc(int count) {
        int number = 90_000 + count;
        int sum = 0;
        int weight = 2;
        for (int rest = number; rest > 0; rest /= 10) {
            int product = rest % 10 * weight;
            sum += product / 10 + product % 10;
            weight = 3 - weight;
        }
        return number + "-" + (10 - sum % 10) % 10;
    }
}
