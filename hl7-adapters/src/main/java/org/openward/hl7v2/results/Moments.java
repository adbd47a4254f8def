package org.openward.hl7v2.results;

import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.datatypes.Times;
import org.openward.profiles.Extensions;

/**
 * When a result was measured and made known; each moment is compared only with what the same field said of another.
 *
 * @param analysed OBX-19
 * @param observed OBX-14, else the time of the sample
 * @param released OBR-22
 * @param sent MSH-7
 */
public record Moments(
        @Nullable DateTimeType analysed,
        @Nullable DateTimeType observed,
        @Nullable DateTimeType released,
        @Nullable DateTimeType sent) {

    static Moments of(Observation observation) {
        DateTimeType issued = observation.hasIssued() ? new DateTimeType(observation.getIssued()) : null;
        DateTimeType message = extension(observation, Extensions.RESULT_MESSAGE_TIME);
        return new Moments(
                extension(observation, ObservationMapping.ANALYSIS_TIME),
                observation.hasEffectiveDateTimeType() ? observation.getEffectiveDateTimeType() : null,
                message == null ? null : issued,
                message == null ? issued : message);
    }

    /** Less than 0 if it was surely measured before the other, more than 0 if after it, and 0 if nobody can say. */
    int measured(Moments other) {
        return analysed == null && other.analysed == null
                ? order(observed, other.observed)
                : order(analysed, other.analysed);
    }

    /** Less than 0 if it was surely made known before the other, more than 0 if after it, and 0 if nobody can say. */
    int told(Moments other) {
        int releases = order(released, other.released);
        return releases == 0 ? order(sent, other.sent) : releases;
    }

    private static int order(@Nullable DateTimeType one, @Nullable DateTimeType other) {
        if (one == null || other == null || !one.hasValue() || !other.hasValue()) {
            return 0;
        }
        return Times.isBefore(one, other) ? -1 : Times.isBefore(other, one) ? 1 : 0;
    }

    private static @Nullable DateTimeType extension(Observation observation, String url) {
        Extension extension = observation.getExtensionByUrl(url);
        return extension != null && extension.getValue() instanceof DateTimeType time ? time : null;
    }
}
