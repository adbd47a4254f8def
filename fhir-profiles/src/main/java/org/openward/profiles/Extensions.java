package org.openward.profiles;

/** The extensions that OpenWard writes and reads, and the parts of its complex ones. */
public final class Extensions {
    /**
     * On {@code Device}: how an analyzer is recognised, what its results are allowed to do and how its messages are read; on
     * {@code DeviceDefinition}: what all analyzers of a family have in common. Its parts follow.
     */
    public static final String ANALYZER = Profiles.STRUCTURE + "analyzer";

    /** {@code string}: MSH-3 of the analyzer's messages, or the name in H-5. */
    public static final String ANALYZER_SENDING_APPLICATION = "sendingApplication";

    /** {@code string}: MSH-4 of the analyzer's messages. */
    public static final String ANALYZER_SENDING_FACILITY = "sendingFacility";

    /** {@code integer}: the port that the analyzer connects to. */
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

    /** {@code code}: the field that carries the sample number, such as OBR-3 in HL7 or O-4.3 in ASTM. */
    public static final String ANALYZER_SAMPLE_POSITION = "samplePosition";

    /** {@code code}: the character set of messages that do not name one in MSH-18. */
    public static final String ANALYZER_CHARACTER_SET = "characterSet";

    /** {@code code} of {@link Systems#ACKNOWLEDGEMENT}: which answers the analyzer wants; absent means as-sent. */
    public static final String ANALYZER_ACKNOWLEDGEMENT = "acknowledgement";

    /** {@code boolean}: the analyzer speaks release 2 of MLLP, with commit blocks; absent means false. */
    public static final String ANALYZER_COMMIT_BLOCKS = "commitBlocks";

    /** {@code boolean}: the analyzer gives each MSH-10 to one message only; absent means false. */
    public static final String ANALYZER_UNIQUE_IDS = "uniqueIds";

    /** {@code code}, repeats: what it may send, such as results and registrations; nothing said means results. */
    public static final String ANALYZER_SENDS = "sends";

    /** {@code canonical} of the DeviceDefinition that describes the analyzer's family; what is not said here is said there. */
    public static final String ANALYZER_FAMILY = "family";

    /** {@code string}: the version of the description of a family. */
    public static final String ANALYZER_VERSION = "version";

    /** {@code code}: whether a sample number means one sample for ever (unique) or only on one day (daily). */
    public static final String ANALYZER_SAMPLE_NUMBERS = "sampleNumbers";

    /** {@code string}: a sample number of controls; one {@code *} stands for any characters. */
    public static final String ANALYZER_CONTROL_SAMPLE = "controlSample";

    /** {@code string}: the code of something that is sent like a result and is none; as {@link #ANALYZER_CONTROL_SAMPLE}. */
    public static final String ANALYZER_NOT_RESULT = "notResult";

    /** {@code canonical} of the ConceptMap from the analyzer's flags to v3 ObservationInterpretation. */
    public static final String ANALYZER_FLAG_MAP = "flagMap";

    /** {@code integer}: a field of OBX that holds flags; absent means 8. */
    public static final String ANALYZER_FLAG_FIELD = "flagField";

    /** {@code integer}: the component of OBX-5 or R-4 that is the result; absent means the whole field. */
    public static final String ANALYZER_VALUE_COMPONENT = "valueComponent";

    /** {@code decimal}: a number that means that there is no result. */
    public static final String ANALYZER_MISSING_VALUE = "missingValue";

    /** {@code code}: point or comma. */
    public static final String ANALYZER_DECIMAL_MARK = "decimalMark";

    /** {@code code}: the field that names the test, OBX-3 or OBX-4. */
    public static final String ANALYZER_TEST_FIELD = "testField";

    /** {@code code}: whether OBX-4 tells results of a test apart (identify) or several runs share it (shared). */
    public static final String ANALYZER_SUB_IDS = "subIds";

    /** {@code integer}: a component of ASTM's test id that may hold the code, in the order of preference. */
    public static final String ANALYZER_TEST_COMPONENT = "testComponent";

    /** {@code integer}: the component of ASTM's test id with the name of the test; 0 for none. */
    public static final String ANALYZER_NAME_COMPONENT = "nameComponent";

    /** {@code integer}: the component of ASTM's test id with a LOINC code; 0 for none. */
    public static final String ANALYZER_LOINC_COMPONENT = "loincComponent";

    /** {@code integer}: a component of ASTM's test id that tells results of one test apart; 0 for none. */
    public static final String ANALYZER_ASPECT_COMPONENT = "aspectComponent";

    /** {@code integer}: a component of ASTM's Q-3 that may hold the sample number. */
    public static final String ANALYZER_QUERY_COMPONENT = "queryComponent";

    /** {@code integer}: the component of ASTM's O-5 with the code of a test that is ordered; absent means as in results. */
    public static final String ANALYZER_ORDER_COMPONENT = "orderComponent";

    /** {@code code}: O-12 or OBR-11 of an order that the analyzer asked for. */
    public static final String ANALYZER_ORDER_ACTION = "orderAction";

    /** {@code code}: the kind of specimen that every order to it names. */
    public static final String ANALYZER_ORDER_SPECIMEN = "orderSpecimen";

    /** {@code string}: what stands in a line of a displayed answer (DSR^Q03), such as {@code 21=tube}. */
    public static final String ANALYZER_DISPLAY_LINE = "displayLine";

    /** {@code code}: whether each ASTM record has frames of its own (records) or a message fills its frames (message). */
    public static final String ANALYZER_FRAMES = "frames";

    /** {@code boolean}: whether it may make a final result preliminary again. */
    public static final String ANALYZER_REOPENS = "reopens";

    /** {@code boolean}: whether its messages for training and debugging are filed like those of every day. */
    public static final String ANALYZER_TEST_MESSAGES = "testMessages";

    /** On {@code Endpoint}: what an HL7 v2 receiver is told, and how; its parts are those of {@link DestinationParts}. */
    public static final String HL7V2_DESTINATION = Profiles.STRUCTURE + "hl7v2-destination";

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

    /** On {@code Observation}, {@code dateTime}: when the message was sent that said this version of a result. */
    public static final String RESULT_MESSAGE_TIME = Profiles.STRUCTURE + "result-message-time";

    /** On {@code Quantity}, {@code string}: the words of a result that was made into a quantity. */
    public static final String RESULT_AS_SENT = Profiles.STRUCTURE + "result-as-sent";

    /** On {@code Observation} and its components, {@code Attachment}: a result that is a picture or a file. */
    public static final String RESULT_ATTACHMENT = Profiles.STRUCTURE + "result-attachment";

    /** On a container of a {@code Specimen}: where it stands; its parts are those of {@link LaboratoryParts}. */
    public static final String CONTAINER_PLACE = Profiles.STRUCTURE + "container-place";

    /** On a component of an {@code Observation}: what else is said of a lot; its parts are those of {@link LaboratoryParts}. */
    public static final String REAGENT_LOT = Profiles.STRUCTURE + "reagent-lot";

    /** On {@code Observation}: which result set it off; FHIR R5's own element, whose parts are those of {@link LaboratoryParts}. */
    public static final String TRIGGERED_BY =
            "http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.triggeredBy";

    /** On {@code DiagnosticReport}, {@code Reference}: the report whose results led to this one. */
    public static final String PARENT_REPORT = Profiles.STRUCTURE + "parent-report";

    /** On {@code OperationDefinition}, {@code boolean}: a call without an {@code Idempotency-Key} header is refused. */
    public static final String IDEMPOTENCY_KEY_REQUIRED = Profiles.STRUCTURE + "idempotency-key-required";

    private Extensions() {}
}
