package org.openward.hl7v2.results;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;

/**
 * The patient as the sender knows them, to be found in the registry and cross-checked, never to be stored as sent.
 *
 * @param visit PV1-19, the sender's number of the encounter, or empty
 */
public record PatientAsSent(
        List<SentIdentifier> identifiers,
        Name name,
        Optional<DateType> birthDate,
        Optional<AdministrativeGender> sex,
        String visit) {

    /** PID-5, either part may be empty. */
    public record Name(String family, String given) {}

    /**
     * One identifier: CX.1, CX.4 and CX.5, or PID-2 or PID-4 of senders that leave PID-3 empty.
     *
     * @param authority the namespace of CX.4, or empty
     * @param authorityUri CX.4 as a URI when it holds a universal id, or empty
     * @param type HL7 table 0203, such as MR, or empty
     */
    public record SentIdentifier(String value, String authority, String authorityUri, String type) {}
}
