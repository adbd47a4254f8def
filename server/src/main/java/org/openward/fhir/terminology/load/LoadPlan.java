package org.openward.fhir.terminology.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.terminology.release.ReleaseFormat;

/**
 * What is to be loaded.
 *
 * @param version of the code system, where the file need not say it
 * @param upload where the file is
 */
record LoadPlan(String system, @Nullable String version, ReleaseFormat format, UUID upload) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static LoadPlan read(String json) {
        try {
            return JSON.readValue(json, LoadPlan.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The plan of a load cannot be read.", unreadable);
        }
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
