package org.openward.fhir.verbatim;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.jspecify.annotations.Nullable;

/**
 * One version of a record as it is stored.
 *
 * @param json its elements without id and meta
 * @param source what {@code meta.source} says
 * @param labels its profiles, tags and security labels
 */
record StoredVersion(
        long number,
        Instant updated,
        String json,
        @Nullable String source,
        @Nullable String requestId,
        List<Label> labels) {

    /**
     * A profile, a tag or a security label.
     *
     * @param kind as HAPI numbers them: 0 tag, 1 profile, 2 security label
     */
    record Label(
            int kind,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            @Nullable String version,
            @Nullable Boolean selected) {
        void addTo(Meta meta) {
            switch (kind) {
                case 0 -> meta.addTag(chosen());
                case 1 -> meta.addProfile(code);
                default -> meta.addSecurity(coding());
            }
        }

        private Coding coding() {
            return new Coding(system, code, display);
        }

        private Coding chosen() {
            var tag = coding().setVersion(version);
            return selected == null ? tag : tag.setUserSelected(selected);
        }
    }
}
