package org.openward.security.roles;

import static org.openward.security.roles.Ward.name;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/** Records of many types about one patient, each with a number that nobody should learn. */
final class Numbered {
    static final List<String> MONEY = List.of(
            "Account",
            "ChargeItem",
            "Claim",
            "ClaimResponse",
            "CoverageEligibilityRequest",
            "Invoice",
            "PaymentNotice",
            "PaymentReconciliation");

    private static final String SYSTEM = "urn:openward:prohibited";

    /** What stands in a record besides its number; {@code %s} is the patient. */
    private static final Map<String, String> CONTENTS = Map.ofEntries(
            Map.entry("Account", "\"status\":\"active\",\"subject\":[{\"reference\":\"%s\"}]"),
            Map.entry("Basic", "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"%s\"}"),
            Map.entry(
                    "ChargeItem",
                    "\"status\":\"not-billable\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"%s\"}"),
            Map.entry("Claim", "\"status\":\"active\",\"use\":\"claim\",\"patient\":{\"reference\":\"%s\"}"),
            Map.entry("ClaimResponse", "\"status\":\"active\",\"use\":\"claim\",\"patient\":{\"reference\":\"%s\"}"),
            Map.entry("CoverageEligibilityRequest", "\"status\":\"active\",\"patient\":{\"reference\":\"%s\"}"),
            Map.entry("Device", "\"status\":\"active\",\"patient\":{\"reference\":\"%s\"}"),
            Map.entry(
                    "DocumentReference",
                    "\"status\":\"current\",\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"AQ==\"}}],\"subject\":{\"reference\":\"%s\"}"),
            Map.entry("Invoice", "\"status\":\"draft\",\"subject\":{\"reference\":\"%s\"}"),
            Map.entry("PaymentNotice", "\"status\":\"active\""),
            Map.entry("PaymentReconciliation", "\"status\":\"draft\""),
            Map.entry(
                    "Slot", "\"status\":\"free\",\"start\":\"2100-01-01T09:00:00Z\",\"end\":\"2100-01-01T10:00:00Z\""),
            Map.entry("Task", "\"status\":\"requested\",\"intent\":\"order\",\"for\":{\"reference\":\"%s\"}"));

    static final Set<String> TYPES = CONTENTS.keySet();

    private Numbered() {}

    /** The number that the records of a ward have. */
    static String of(Ward ward) {
        return "number" + ward.secret;
    }

    /** A record about somebody, with a visit of his and with what points to it from a record of the patient whom the doctor knows. */
    static HiddenRecord hidden(Ward ward, String type, Patient whose, Optional<String> toPatient) {
        var record = stored(ward, type, whose);
        if (!name(whose).equals(name(ward.known))) {
            ward.demo.create(Ward.stay(whose, ward.demo.create(new Practitioner())));
        }
        return new HiddenRecord(
                record,
                "identifier=" + SYSTEM + "|" + of(ward),
                "identifier{value}",
                toPatient,
                whose,
                ward.known,
                HiddenRecord.pointer(ward, ward.known, record));
    }

    private static Resource stored(Ward ward, String type, Patient whose) {
        var content = Objects.requireNonNull(CONTENTS.get(type)).replace("%s", name(whose));
        var json = "{\"resourceType\":\"%s\",\"identifier\":[{\"system\":\"%s\",\"value\":\"%s\"}],%s}"
                .formatted(type, SYSTEM, of(ward), content);
        var record = (Resource) FhirContext.forR4Cached().newJsonParser().parseResource(json);
        return type.equals("PaymentReconciliation") ? atTheDesk(ward, record) : ward.demo.create(record);
    }

    /** Payments are written by the cash desk alone. */
    private static Resource atTheDesk(Ward ward, Resource record) {
        return Acting.as(
                Caller.server(TenantId.DEFAULT, "test"),
                () -> ward.hospital.part(FhirStore.class).create(record));
    }
}
