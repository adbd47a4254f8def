package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Every right of the matrix with a record that it speaks of: what is allowed works, and the same with the record of a stranger does not. */
@HospitalTest
class RecordMatrixIT {
    private static final int ONE_OF = 13;
    private static final Set<Integer> DONE = Set.of(200, 201);
    private static final Set<Integer> REFUSED = Set.of(403, 404);

    /** Written by the server alone, by a desk, or shared by all tenants and so by all tests. */
    private static final Set<String> NOT_BY_HAND = Set.of(
            "AuditEvent",
            "CodeSystem",
            "ConceptMap",
            "ImplementationGuide",
            "NamingSystem",
            "OperationDefinition",
            "PaymentReconciliation",
            "SearchParameter",
            "StructureDefinition");

    private final PolicyFile policy = new PolicyFile();
    private final LeastRecord least = new LeastRecord(policy);
    private final List<String> wrong = new ArrayList<>();
    private final Ward ward;
    private final Practitioner other;
    private final Organization supplier;
    private final Practitioner seller;
    private final RelatedPerson relative;

    /** What the doctor's task is about, by type; it is told to all who work by tasks. */
    private final Map<String, Resource> inTask;

    /** What is taken away again, so that other tests do not meet it. */
    private final List<String> made = new ArrayList<>();

    private int cells;

    RecordMatrixIT(Hospital hospital) {
        this.ward = Ward.of(hospital);
        this.other = ward.demo.create(new Practitioner());
        this.supplier = ward.demo.create(new Organization());
        this.seller = ward.demo.create(new Practitioner());
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(seller)).setOrganization(reference(supplier)));
        this.relative = ward.demo.create(new RelatedPerson().setActive(true).setPatient(reference(ward.known)));
        var consent = new Consent().setStatus(ConsentState.ACTIVE).setPatient(reference(ward.known));
        consent.getScope().addCoding().setCode("patient-privacy");
        consent.getProvision().setType(ConsentProvisionType.PERMIT).addActor().setReference(reference(relative));
        ward.demo.create(consent);
        var order = ward.demo.create(ward.order(ward.known));
        var task = ward.demo.create(ward.task(order, ward.known, ward.doctor).setEncounter(reference(ward.stay)));
        this.inTask = Map.of("ServiceRequest", order, "Task", task, "Encounter", ward.stay);
    }

    @Test
    void a_sample_of_the_rights_is_as_the_policy_says() {
        walk(ONE_OF);
    }

    @FullRun
    @Test
    void every_right_is_as_the_policy_says() {
        walk(1);
    }

    @Test
    void an_auditor_reads_the_trail_and_no_record() {
        var auditor = ward.as("AUD");
        var read = auditor.search("AuditEvent?_count=1&patient=" + name(ward.known));

        assertThat(read.getEntry()).isNotEmpty();
        var event = "/AuditEvent/"
                + read.getEntryFirstRep().getResource().getIdElement().getIdPart();
        assertThat(auditor.get(event).status()).isEqualTo(200);
        assertThat(auditor.get("/" + name(ward.known)).status()).isEqualTo(403);
        assertThat(auditor.get("/" + name(ward.stay)).status()).isEqualTo(403);
    }

    @Test
    void who_manages_rooms_sees_that_a_bed_is_taken_and_not_why() {
        var manager = ward.as("FAC");

        assertThat(manager.get("/" + name(ward.stay)).body())
                .contains("in-progress", "SUBSETTED")
                .doesNotContain("reason of the stay");
        assertThat(manager.get("/Encounter?reason-code=x").status()).isEqualTo(403);
        assertThat(manager.get("/" + name(ward.known)).status()).isEqualTo(403);
    }

    private void walk(int oneOf) {
        for (var role : policy.roles()) {
            var somebody = somebody(role);
            for (var group : policy.cells(role).keySet()) {
                policy.types(group).stream()
                        .filter(type -> !NOT_BY_HAND.contains(type))
                        .filter(type -> cells++ % oneOf == 0)
                        .forEach(type -> cell(role, somebody, group, type));
            }
        }
        made.forEach(record -> ward.demo.delete("/" + record));
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    /** Somebody in a role, and the record that stands for him. */
    private record Somebody(FhirClient client, String user) {}

    private Somebody somebody(String role) {
        return switch (role) {
            case "PAT" -> new Somebody(ward.asPatient(ward.known), name(ward.known));
            case "CGV" -> new Somebody(ward.hospital.inRole(role, name(relative)), name(relative));
            case "SUP" -> new Somebody(ward.hospital.inRole(role, name(seller)), name(supplier));
            default -> new Somebody(ward.as(role), name(ward.doctor));
        };
    }

    private void cell(String role, Somebody somebody, String group, String type) {
        for (var right : policy.rightsIn(role, group, "R")) {
            sees(somebody, group, type, right)
                    .ifPresent(what -> wrong.add(role + " see " + type + " by '" + right + "': " + what));
        }
        for (var right : policy.rightsIn(role, group, "C")) {
            creates(somebody, group, type, right)
                    .ifPresent(what -> wrong.add(role + " create " + type + " by '" + right + "': " + what));
        }
        for (var right : policy.rightsIn(role, group, "U")) {
            changes(somebody, group, type, right)
                    .ifPresent(what -> wrong.add(role + " change " + type + " by '" + right + "': " + what));
        }
    }

    private Optional<String> sees(Somebody somebody, String group, String type, String right) {
        var own = stored(group, type, right, ward.known, somebody.user());
        var trouble = own.flatMap(record -> unless(DONE, somebody.client().get("/" + name(record))));
        if (trouble.isPresent() || own.isEmpty()) {
            return trouble;
        }
        return foreign(group, type, right, somebody)
                .flatMap(record -> unless(REFUSED, somebody.client().get("/" + name(record))));
    }

    private Optional<String> creates(Somebody somebody, String group, String type, String right) {
        var own = least.of(group, type, right, name(ward.known), somebody.user());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        var created = somebody.client().post("/" + type, own.get());
        created.headers()
                .firstValue("Location")
                .map(address -> address.replaceFirst(".*/(" + type + "/[^/]+).*", "/$1"))
                .ifPresent(path -> made.add(path.substring(1)));
        return unless(Set.of(201), created)
                .or(() -> isNarrow(right)
                        ? unless(
                                REFUSED, somebody.client().post("/" + type, foreignLeast(group, type, right, somebody)))
                        : Optional.empty());
    }

    private Optional<String> changes(Somebody somebody, String group, String type, String right) {
        var own = stored(group, type, right, ward.known, somebody.user());
        var trouble = own.flatMap(record -> unless(DONE, put(somebody, record, right)));
        if (trouble.isPresent() || own.isEmpty()) {
            return trouble;
        }
        return foreign(group, type, right, somebody).flatMap(record -> unless(REFUSED, put(somebody, record, right)));
    }

    private static Answer put(Somebody somebody, Resource record, String right) {
        var changed = record.copy();
        if (right.contains("only=telecom")) {
            changed.setProperty("telecom", new ContactPoint().setValue("12345"));
        } else if (right.matches(".*only=status(\\+\\w+)*\\+note.*")) {
            changed.setProperty("note", new Annotation().setText("x"));
        } else {
            changed.setLanguage("en");
        }
        return somebody.client().put("/" + name(record), changed);
    }

    private static boolean isNarrow(String right) {
        return LeastRecord.isAboutAPatient(right)
                || LeastRecord.reaches(right).stream().anyMatch(Set.of("o", "f")::contains);
    }

    /** A record that the right reaches. */
    private Optional<Resource> stored(String group, String type, String right, Resource patient, String author) {
        if (type.equals("Patient")) {
            return Optional.of(
                    ward.demo.read(Patient.class, patient.getIdElement().getIdPart()));
        }
        if (type.equals("Practitioner") && LeastRecord.reaches(right).contains("o")) {
            return Optional.of(ward.doctor);
        }
        if (LeastRecord.reaches(right).contains("t") && inTask.containsKey(type)) {
            return Optional.of(Objects.requireNonNull(inTask.get(type)));
        }
        return least.of(group, type, right, name(patient), author).flatMap(this::kept);
    }

    /** The same of a stranger, or by somebody else; nothing where the right reaches that too. */
    private Optional<Resource> foreign(String group, String type, String right, Somebody somebody) {
        if (!isNarrow(right)) {
            return Optional.empty();
        }
        if (type.equals("Patient")) {
            return Optional.of(ward.stranger);
        }
        if (type.equals("Practitioner")) {
            return Optional.of(other);
        }
        return kept(foreignLeast(group, type, right, somebody));
    }

    private Optional<Resource> kept(Resource record) {
        var answer = ward.demo.post("/" + record.fhirType(), record);
        if (answer.status() != 201) {
            wrong.add("nobody stores " + record.fhirType() + ": " + answer);
            return Optional.empty();
        }
        Resource stored = answer.resource(record.getClass());
        made.add(name(stored));
        return Optional.of(stored);
    }

    private Resource foreignLeast(String group, String type, String right, Somebody somebody) {
        var isHis = LeastRecord.isAboutAPatient(right);
        return least.of(group, type, right, name(ward.stranger), isHis ? somebody.user() : somebodyElse(somebody))
                .orElseThrow();
    }

    private String somebodyElse(Somebody somebody) {
        return somebody.user().startsWith("Organization/") ? name(ward.demo.create(new Organization())) : name(other);
    }

    private static Optional<String> unless(Set<Integer> expected, Answer answer) {
        return expected.contains(answer.status()) ? Optional.empty() : Optional.of(answer.toString());
    }
}
