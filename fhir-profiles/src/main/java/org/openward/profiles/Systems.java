package org.openward.profiles;

/** The identifier and code systems that OpenWard writes and reads, one constant for each. */
public final class Systems {
    /** Root of every canonical URL that OpenWard owns. */
    public static final String ROOT = "https://openward.org/fhir/";

    /** Medical record numbers that OpenWard allocates, one series per tenant. */
    public static final String MRN = ROOT + "identifier/mrn";

    /** Accession numbers that OpenWard allocates to laboratory orders. */
    public static final String ACCESSION = ROOT + "identifier/accession";

    /** Bill numbers that OpenWard allocates to finalised invoices, without gaps. */
    public static final String INVOICE_NUMBER = ROOT + "identifier/invoice-number";

    /** What was done to a record, as a Provenance says. */
    public static final String DATA_OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    /** How somebody took part in what a Provenance tells of. */
    public static final String PROVENANCE_PARTICIPANT =
            "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    /** What a specimen is for, such as {@code Q} for a control, by HL7 table 0369. */
    public static final String SPECIMEN_ROLE = "http://terminology.hl7.org/CodeSystem/v2-0369";

    /** Results of controls and calibrators: the number of the message, and which result of it. */
    public static final String CONTROL_RESULT = ROOT + "identifier/control-result";

    /** Messages of analyzer feeds, numbered as their raw bytes are stored. */
    public static final String MESSAGE = ROOT + "identifier/message";

    /** Invariants a refusal names in {@code OperationOutcome.issue.details}, such as F5 or G2. */
    public static final String INVARIANT = ROOT + "CodeSystem/invariant";

    /** Why a message of a feed waits for a person, such as unknown-patient. */
    public static final String HELD_REASON = ROOT + "CodeSystem/held-reason";

    /** How far a message of a feed has come, such as held or processed. */
    public static final String FEED_MESSAGE_STATUS = ROOT + "CodeSystem/feed-message-status";

    /** What a results device does with results that nobody ordered. */
    public static final String UNSOLICITED = ROOT + "CodeSystem/unsolicited-results";

    /** What a sender may send, such as registrations. */
    public static final String MESSAGE_KIND = ROOT + "CodeSystem/message-kind";

    /** Which answers an analyzer wants, such as enhanced. */
    public static final String ACKNOWLEDGEMENT = ROOT + "CodeSystem/acknowledgement-mode";

    /** What a task of OpenWard asks for, such as held-message. */
    public static final String TASK_TYPE = ROOT + "CodeSystem/task-type";

    /** What an HL7 v2 destination is told, such as results. */
    public static final String OUTBOUND_FEED = ROOT + "CodeSystem/outbound-feed";

    /** Messages that the server sends, by their control id. */
    public static final String OUTBOUND_MESSAGE = ROOT + "identifier/outbound-message";

    /** HL7's kinds of connection, of which HL7 v2 over MLLP is hl7v2-mllp. */
    public static final String CONNECTION_TYPE = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type";

    /** Kinds of bill, such as LAB. */
    public static final String BILL_TYPE = ROOT + "CodeSystem/bill-type";

    /** On a Patient that was erased, the Task by which it was done. */
    public static final String ERASURE = ROOT + "identifier/erasure";

    /** What a Flag of OpenWard says, such as legal-hold. */
    public static final String FLAG_TYPE = ROOT + "CodeSystem/flag-type";

    /** Ways to pay, such as cash. */
    public static final String PAYMENT_METHOD = ROOT + "CodeSystem/payment-method";

    /** HL7's kinds of payment detail, of which a payment of a bill uses payment. */
    public static final String PAYMENT_TYPE = "http://terminology.hl7.org/CodeSystem/payment-type";

    public static final String CURRENCY = "urn:iso:std:iso:4217";

    public static final String LOINC = "http://loinc.org";

    public static final String UCUM = "http://unitsofmeasure.org";

    /** HL7 table 0203, where MR means medical record number. */
    public static final String IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203";

    public static final String OBSERVATION_INTERPRETATION =
            "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    public static final String OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";

    /** HL7 table 0074, the diagnostic service section. */
    public static final String DIAGNOSTIC_SERVICE = "http://terminology.hl7.org/CodeSystem/v2-0074";

    private Systems() {}
}
