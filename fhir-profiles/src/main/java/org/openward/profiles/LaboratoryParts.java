package org.openward.profiles;

/** The parts of {@link Extensions#CONTAINER_PLACE}, {@link Extensions#REAGENT_LOT} and {@link Extensions#TRIGGERED_BY}. */
public final class LaboratoryParts {
    /** {@code string}: the number of the carrier or rack that a container stands in. */
    public static final String CARRIER = "carrier";

    /** {@code string}: its position there. */
    public static final String CARRIER_POSITION = "carrierPosition";

    /** {@code string}: the number of the tray that it stands on. */
    public static final String TRAY = "tray";

    /** {@code string}: its position there. */
    public static final String TRAY_POSITION = "trayPosition";

    /** {@code CodeableConcept}: what a lot is of. */
    public static final String SUBSTANCE = "substance";

    /** {@code CodeableConcept}: how a lot was. */
    public static final String STATUS = "status";

    /** {@code dateTime}: until when a lot may be used. */
    public static final String EXPIRY = "expiry";

    /** {@code Reference}: the result that set another one off. */
    public static final String TRIGGERING_OBSERVATION = "observation";

    /** {@code code}: how it did, {@code reflex} for a test that the laboratory added because of it. */
    public static final String TRIGGER_TYPE = "type";

    private LaboratoryParts() {}
}
