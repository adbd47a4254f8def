package org.openward.profiles;

/** The extensions that OpenWard writes and reads, and the parts of its complex ones. */
public final class Extensions {
    /** On {@code Device}: how an analyzer is recognised and what its results are allowed to do; its parts follow. */
    public static final String ANALYZER = Profiles.STRUCTURE + "analyzer";

    /** {@code string}: MSH-3 of the analyzer's messages. */
    public static final String ANALYZER_SENDING_APPLICATION = "sendingApplication";

    /** {@code string}: MSH-4 of the analyzer's messages. */
    public static final String ANALYZER_SENDING_FACILITY = "sendingFacility";

    /** {@code integer}: the MLLP port that the analyzer connects to. */
    public static final String ANALYZER_LISTENER_PORT = "listenerPort";

    /** {@code string}: the IP address that the analyzer connects from. */
    public static final String ANALYZER_SOURCE_ADDRESS = "sourceAddress";

    /** {@code string}: the subject of the analyzer's client certificate, RFC 2253. */
    public static final String ANALYZER_CERTIFICATE_SUBJECT = "certificateSubject";

    /** {@code boolean}: the status that the analyzer states stands; absent means false. */
    public static final String ANALYZER_AUTOVERIFY = "autoverify";

    /** {@code code} of {@link Systems#UNSOLICITED}: accept or hold results without an order; absent means hold. */
    public static final String ANALYZER_UNSOLICITED = "unsolicited";

    /** {@code canonical} of the ConceptMap from the analyzer's test codes to LOINC. */
    public static final String ANALYZER_CODE_MAP = "codeMap";

    /** {@code canonical} of the ConceptMap from the analyzer's units to UCUM. */
    public static final String ANALYZER_UNIT_MAP = "unitMap";

    /** {@code code}: the IANA time zone of the analyzer's clock. */
    public static final String ANALYZER_TIME_ZONE = "timeZone";

    /** {@code code}: the HL7 field that carries the sample number, such as OBR-3. */
    public static final String ANALYZER_SAMPLE_POSITION = "samplePosition";

    /** {@code code}: the character set of messages that do not name one in MSH-18. */
    public static final String ANALYZER_CHARACTER_SET = "characterSet";

    /** On {@code PaymentReconciliation}, {@code CodeableConcept}: how it was paid; FHIR R5's own element. */
    public static final String PAYMENT_METHOD =
            "http://hl7.org/fhir/5.0/StructureDefinition/extension-PaymentReconciliation.method";

    /** On {@code PaymentReconciliation}, {@code Money}: the cash handed over; FHIR R5's own element. */
    public static final String TENDERED_AMOUNT =
            "http://hl7.org/fhir/5.0/StructureDefinition/extension-PaymentReconciliation.tenderedAmount";

    /** On {@code PaymentReconciliation}, {@code Money}: the change given back; FHIR R5's own element. */
    public static final String RETURNED_AMOUNT =
            "http://hl7.org/fhir/5.0/StructureDefinition/extension-PaymentReconciliation.returnedAmount";

    /** On {@code PaymentReconciliation}, {@code Reference}: the cashier's session in which the money was taken. */
    public static final String CASH_SESSION = Profiles.STRUCTURE + "cash-session";

    /** On {@code Quantity}, {@code string}: the words of a result that was made into a quantity. */
    public static final String RESULT_AS_SENT = Profiles.STRUCTURE + "result-as-sent";

    /** On {@code Observation} and its components, {@code Attachment}: a result that is a picture or a file. */
    public static final String RESULT_ATTACHMENT = Profiles.STRUCTURE + "result-attachment";

    /** On {@code OperationDefinition}, {@code boolean}: a call without an {@code Idempotency-Key} header is refused. */
    public static final String IDEMPOTENCY_KEY_REQUIRED = Profiles.STRUCTURE + "idempotency-key-required";

    private Extensions() {}
}
