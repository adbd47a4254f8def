package org.openward.interfaceengine.changes;

import ca.uhn.fhir.context.FhirContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.openward.billing.SentCharges;
import org.openward.fhir.FhirStore;
import org.openward.hl7v2.changes.Change;
import org.openward.hl7v2.changes.Change.MergePatients;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.changes.Hold;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.interfaceengine.Outcome;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Carries out what hospital systems want changed, all that one message wants or nothing of it. */
@Component
public class ChangeDesk {
    private final FhirStore fhir;
    private final FhirContext context;
    private final SentIdentities identities;
    private final SentPatients patients;
    private final PatientMerges merges;
    private final SentCharges charges;

    ChangeDesk(
            FhirStore fhir,
            FhirContext context,
            SentIdentities identities,
            SentPatients patients,
            PatientMerges merges,
            SentCharges charges) {
        this.fhir = fhir;
        this.context = context;
        this.identities = identities;
        this.patients = patients;
        this.merges = merges;
        this.charges = charges;
    }

    /** Carries the changes out, in the open transaction; the same again change nothing. */
    @Transactional
    public Outcome carryOut(IntendedChanges intended, Sending sending) {
        try {
            refuseUnclear(intended);
            var wanted = merges(intended);
            var records = wanted.isEmpty()
                    ? plan(intended, sending).carryOut(identities)
                    : merges.carryOut(merges.plan(wanted, sending.namespace()), sending.namespace());
            return new Filed(List.of(), records, sending.mapping());
        } catch (CannotChange obstacle) {
            return obstacle.held();
        }
    }

    /** Says what {@link #carryOut} would find and write; writes nothing and asks no guard. */
    @Transactional(readOnly = true)
    public ChangePreview preview(IntendedChanges intended, Sending sending) {
        try {
            refuseUnclear(intended);
            var wanted = merges(intended);
            if (!wanted.isEmpty()) {
                var found = merges.plan(wanted, sending.namespace()).stream()
                        .flatMap(PatientMerges.Planned::patients)
                        .toList();
                return new ChangePreview(null, found, List.of());
            }
            var plan = plan(intended, sending);
            return new ChangePreview(null, plan.patients(), plan.planned());
        } catch (CannotChange obstacle) {
            return held(obstacle.held());
        }
    }

    private static ChangePreview held(Held obstacle) {
        return new ChangePreview(
                obstacle, obstacle.patient() == null ? List.of() : List.of(obstacle.patient()), List.of());
    }

    private static void refuseUnclear(IntendedChanges intended) throws CannotChange {
        if (!intended.holds().isEmpty()) {
            var hold = intended.holds().get(0);
            throw new CannotChange(reason(hold.reason()), hold.text() + " (" + hold.place() + ").");
        }
    }

    private static Reason reason(Hold.Reason reason) {
        return switch (reason) {
            case NO_IDENTITY -> Reason.NO_IDENTITY;
            case INCOMPLETE -> Reason.MISSING_CONTENT;
            case UNKNOWN_EVENT, NOT_UNDERSTOOD -> Reason.NOT_UNDERSTOOD;
            case CONTRADICTION -> Reason.CONTRADICTION;
        };
    }

    private static List<MergePatients> merges(IntendedChanges intended) {
        return intended.changes().stream()
                .filter(MergePatients.class::isInstance)
                .map(MergePatients.class::cast)
                .toList();
    }

    private static List<Put> puts(IntendedChanges intended) {
        return intended.changes().stream()
                .filter(Put.class::isInstance)
                .map(Put.class::cast)
                .toList();
    }

    private ChangePlan plan(IntendedChanges intended, Sending sending) throws CannotChange {
        var sent = puts(intended);
        var administered =
                sent.stream().filter(put -> put.resource() instanceof Patient).findFirst();
        var found = isOfNobody(sent) ? Optional.<DomainResource>empty() : patient(intended, sending, administered);
        var visit = BusinessIdentity.of(
                sending.namespace() + "/visits", List.of(intended.patient().visit()));
        var stay = SentKey.of("Encounter", visit);
        var told = identities.find(keys(sent, stay));
        var puts = new OrderNumbers(fhir, identities, told).meant(sent);
        var plan = new ChangePlan(fhir, context, told);
        for (var put : puts) {
            plan.take(put, put.resource() instanceof Patient ? found : plan.find(put));
        }
        found.ifPresent(patient -> plan.isAbout(patient.getIdElement().getIdPart()));
        administered.ifPresent(put -> plan.afterwards(done -> patients.enter(
                SentPatients.keys(intended.patient(), sending.namespace()),
                done.id(put.identity().link()))));
        var subject = found.map(patient ->
                        new Reference("Patient/" + patient.getIdElement().getIdPart()))
                .or(() -> administered.map(put -> new Reference(put.identity().link())))
                .orElseGet(Reference::new);
        new PutPlanning(plan, new NextVersion(context), charges, subject, plan.reference(stay, visit.link()))
                .plan(puts);
        return plan;
    }

    /** Who is meant; nothing when the message itself makes the patient known. */
    private Optional<DomainResource> patient(IntendedChanges intended, Sending sending, Optional<Put> administered)
            throws CannotChange {
        if (administered.isEmpty()) {
            return Optional.of(patients.known(intended.patient(), sending.namespace(), sending.destination()));
        }
        identities.await(SentPatients.keys(intended.patient(), sending.namespace()));
        return patients.administered(intended.patient(), sending.namespace()).map(DomainResource.class::cast);
    }

    /** Of everything that the message puts or refers to by the sender's numbers. */
    private Collection<SentKey> keys(List<Put> puts, SentKey stay) {
        Set<SentKey> keys = new HashSet<>(Set.of(stay));
        for (var put : puts) {
            keys.add(SentKey.of(put.resource().fhirType(), put.identity()));
            put.shared().ifPresent(shared -> {
                keys.add(SentKey.of(put.resource().fhirType(), shared.alone()));
                keys.add(SentKey.of(put.resource().fhirType(), shared.withTest()));
            });
            context.newTerser().getAllPopulatedChildElementsOfType(put.resource(), Reference.class).stream()
                    .filter(reference -> reference.hasType()
                            && reference.getIdentifier().hasSystem()
                            && reference.getIdentifier().hasValue())
                    .map(reference -> SentKey.of(reference.getType(), reference.getIdentifier()))
                    .forEach(keys::add);
        }
        return keys;
    }

    /** Nobody's records are those of a schedule, such as blocked time. */
    private static boolean isOfNobody(List<Put> puts) {
        return !puts.isEmpty() && puts.stream().noneMatch(put -> Subjects.isOfPatient(put.resource()));
    }

    /** Whether a message changes nothing of any patient. */
    public static boolean isAboutNobody(IntendedChanges intended) {
        return puts(intended).size() == intended.changes().size() && isOfNobody(puts(intended));
    }

    /** Whether a person may name the patient of such a message: it is about one, and tells nothing about who that is. */
    public static boolean isAboutKnownPatient(IntendedChanges intended) {
        return !isAboutNobody(intended)
                && intended.changes().stream()
                        .noneMatch(change -> change instanceof MergePatients || isPatient(change));
    }

    private static boolean isPatient(Change change) {
        return change instanceof Put put && put.resource() instanceof Patient;
    }
}
