package org.openward.fhir.bulk.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What an import brings in.
 *
 * @param inputs in the order in which they are stored
 * @param grant all that the submitter's token allowed when he asked for it
 */
record ImportPlan(List<Input> inputs, String grant) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A file with records of one type. */
    record Input(String type, String url) {}

    static ImportPlan read(String json) {
        try {
            return JSON.readValue(json, ImportPlan.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The plan of an import cannot be read.", unreadable);
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
