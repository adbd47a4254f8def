package org.openward.interfaceengine.archive;

import java.time.Instant;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.UnusableFeedRequest;

/** Reads the parameters of a request; what was not given is null. */
final class Given {
    private Given() {}

    static @Nullable String id(@Nullable IdType given) {
        return given == null || !given.hasIdPart() ? null : given.getIdPart();
    }

    static @Nullable String text(@Nullable PrimitiveType<String> given) {
        return given == null ? null : given.getValue();
    }

    static @Nullable Instant moment(@Nullable InstantType given) {
        return given == null || given.getValue() == null
                ? null
                : given.getValue().toInstant();
    }

    static @Nullable Integer number(@Nullable IntegerType given) {
        return given == null ? null : given.getValue();
    }

    static @Nullable Long message(@Nullable PrimitiveType<String> given) {
        var text = text(given);
        if (text != null && !text.matches("[0-9]{1,18}")) {
            throw new UnusableFeedRequest("before is the number of a message, as the answer names it in next.");
        }
        return text == null ? null : Long.valueOf(text);
    }
}
