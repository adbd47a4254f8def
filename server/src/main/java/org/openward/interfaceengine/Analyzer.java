package org.openward.interfaceengine;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.devices.SampleRule;
import org.openward.hl7v2.devices.SampleRule.Position;
import org.openward.tenancy.TenantId;

/**
 * An analyzer of one tenant, as its Device resource describes it.
 *
 * @param device id of its Device; none for a sender that nobody registered but that may be heard
 * @param codeMap canonical URL of the ConceptMap from its test codes to LOINC
 * @param unitMap canonical URL of the ConceptMap from its units to UCUM
 */
record Analyzer(
        TenantId tenant,
        @Nullable String device,
        Standing standing,
        Recognition recognition,
        Results results,
        @Nullable String codeMap,
        @Nullable String unitMap,
        Dialect dialect) {

    /** Whether the analyzer is in use; nothing is taken from one that is not. */
    enum Standing {
        ACTIVE,
        INACTIVE
    }

    /** How the analyzer is recognised. What it does not declare is open. */
    record Recognition(
            @Nullable String application,
            @Nullable String facility,
            @Nullable Integer port,
            @Nullable String address,
            @Nullable String certificate) {
        boolean isNamed(Sender sender) {
            return sender.application().equals(application) && (facility == null || facility.equals(sender.facility()));
        }
    }

    /** What its results may do: stand without a verifier, and be filed without an order. */
    record Results(boolean autoverify, boolean unsolicited) {}

    /** Where its messages depart from the usual. */
    record Dialect(@Nullable String timeZone, @Nullable String samplePosition, @Nullable String characterSet) {
        static final Dialect STANDARD = new Dialect(null, null, null);

        /** The HL7 fields in which the number of the sample may stand. */
        static final Map<String, Position> SAMPLE_POSITIONS = Map.of(
                "OBR-2", Position.OBR_2,
                "OBR-3", Position.OBR_3,
                "SPM-2.1", Position.SPM_2_PLACER,
                "SPM-2.2", Position.SPM_2_FILLER,
                "SAC-3", Position.SAC_3);

        Transmission transmission() {
            return characterSet == null
                    ? Transmission.STANDARD
                    : Transmission.STANDARD.withFallback(Charset.forName(characterSet));
        }

        SampleRule sample() {
            var position = samplePosition == null ? null : SAMPLE_POSITIONS.get(samplePosition);
            return position == null ? SampleRule.STANDARD : SampleRule.STANDARD.in(position);
        }

        /** @param usual the zone of a clock of which nothing is said */
        ZoneId zone(ZoneId usual) {
            return timeZone == null ? usual : ZoneId.of(timeZone);
        }
    }

    /** A sender without a Device that a demonstration server hears nevertheless. */
    static Analyzer unregistered(TenantId tenant, Sender sender) {
        return unregistered(tenant, null, sender.application(), sender.facility());
    }

    /** @param device id of its Device, when it had one that was removed since */
    static Analyzer unregistered(TenantId tenant, @Nullable String device, String application, String facility) {
        return new Analyzer(
                tenant,
                device,
                Standing.ACTIVE,
                new Recognition(application, facility, null, null, null),
                new Results(true, true),
                null,
                null,
                Dialect.STANDARD);
    }

    /** Messages of one lane are filed one after the other, in the order in which they came. */
    String lane() {
        return device != null ? "Device/" + device : recognition.application() + "|" + recognition.facility();
    }

    /** Who acts when its results are filed. */
    String subject() {
        return device != null ? "Device/" + device : "Device?" + recognition.application();
    }
}
