package org.openward.fhir.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * What is to be installed.
 *
 * @param hash of an archive that has arrived
 * @param name of a package that is to be looked for, if none has arrived
 * @param label what it is called if it turns out to be no package
 */
record InstallPlan(@Nullable String hash, @Nullable String name, String label) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static InstallPlan read(String json) {
        try {
            return JSON.readValue(json, InstallPlan.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The plan of an installation cannot be read.", unreadable);
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
