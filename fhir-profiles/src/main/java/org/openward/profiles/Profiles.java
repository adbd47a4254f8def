package org.openward.profiles;

/** The profiles that OpenWard's own resources conform to, by canonical URL. */
public final class Profiles {
    /** Root of the canonical URLs of our profiles and extensions. */
    public static final String STRUCTURE = Systems.ROOT + "StructureDefinition/";

    public static final String PATIENT = STRUCTURE + "openward-patient";

    public static final String LABORATORY_ORDER = STRUCTURE + "laboratory-order";

    public static final String LABORATORY_REPORT = STRUCTURE + "laboratory-report";

    public static final String ANALYZER_RESULT = STRUCTURE + "analyzer-result";

    public static final String PRICE_LIST_ENTRY = STRUCTURE + "price-list-entry";

    public static final String CHARGE_ITEM = STRUCTURE + "openward-charge-item";

    public static final String INVOICE = STRUCTURE + "openward-invoice";

    public static final String PAYMENT = STRUCTURE + "payment";

    public static final String ANALYZER_DEVICE = STRUCTURE + "analyzer-device";

    public static final String HELD_MESSAGE = STRUCTURE + "held-message";

    public static final String HL7V2_ENDPOINT = STRUCTURE + "hl7v2-endpoint";

    private Profiles() {}
}
