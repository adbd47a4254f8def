package org.openward.profiles;

/** The parts of the extension {@link Extensions#HL7V2_DESTINATION}. */
public final class DestinationParts {
    /** Holds {@link #CONTENT} and {@link #CRITERIA}; one for each kind of message. */
    public static final String FEED = "feed";

    /** {@code code} of {@link Systems#OUTBOUND_FEED}. */
    public static final String CONTENT = "content";

    /** {@code string}: a search that the record has to match; with several, one of them. */
    public static final String CRITERIA = "criteria";

    /** {@code code}: the HL7 version; absent means 2.5.1. */
    public static final String VERSION = "version";

    /** {@code string}: MSH-3. */
    public static final String SENDING_APPLICATION = "sendingApplication";

    /** {@code string}: MSH-4. */
    public static final String SENDING_FACILITY = "sendingFacility";

    /** {@code string}: MSH-5. */
    public static final String RECEIVING_APPLICATION = "receivingApplication";

    /** {@code string}: MSH-6. */
    public static final String RECEIVING_FACILITY = "receivingFacility";

    /** {@code code}: original or enhanced; absent means original. */
    public static final String ACKNOWLEDGEMENT = "acknowledgement";

    /** {@code code}: the IANA character set; absent means UTF-8. */
    public static final String CHARACTER_SET = "characterSet";

    /** {@code code}: the IANA time zone; absent means the tenant's. */
    public static final String TIME_ZONE = "timeZone";

    /** {@code code}: person or registration; absent means person. */
    public static final String PATIENT_EVENTS = "patientEvents";

    /** {@code string}: the name of a TLS bundle. */
    public static final String TLS_BUNDLE = "tlsBundle";

    /** {@code Reference} to the Device that orders are sent to. */
    public static final String DEVICE = "device";

    /** {@code canonical} of the ConceptMap from the codes of orders to the analyzer's. */
    public static final String ORDER_MAP = "orderMap";

    private DestinationParts() {}
}
