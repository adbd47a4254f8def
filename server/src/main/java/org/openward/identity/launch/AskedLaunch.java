package org.openward.identity.launch;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantPath;

/**
 * What an app asks to have before it when it begins.
 *
 * @param scopes those of its authorization request
 * @param audience the FHIR base that it wants to use
 * @param ticket what the EHR gave it
 */
record AskedLaunch(Set<String> scopes, Optional<String> audience, Optional<String> ticket) {
    private static final String FHIR = "/fhir";

    AskedLaunch {
        scopes = Set.copyOf(scopes);
    }

    static AskedLaunch of(Collection<String> scopes, Map<String, Object> parameters) {
        return new AskedLaunch(Set.copyOf(scopes), text(parameters.get("aud")), text(parameters.get("launch")));
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** Whether an EHR is to have chosen. */
    boolean comesFromEhr() {
        return scopes.contains("launch");
    }

    boolean wantsPatient() {
        return scopes.contains("launch/patient") || wantsEncounter();
    }

    boolean wantsEncounter() {
        return scopes.contains("launch/encounter");
    }

    /** Whether the person must choose something herself. */
    boolean mustChoose(Optional<String> ownPatient) {
        return !comesFromEhr() && (wantsEncounter() || (wantsPatient() && ownPatient.isEmpty()));
    }

    /**
     * The tenant whose FHIR base the audience is; nothing when it is none of this server's.
     *
     * @param root this server's address without a path
     */
    Optional<TenantId> tenant(String root) {
        var base = audience.map(said -> said.endsWith("/") ? said.substring(0, said.length() - 1) : said)
                .filter(said -> said.startsWith(root + FHIR))
                .map(said -> said.substring(root.length() + FHIR.length()))
                .orElse("?");
        if (base.isEmpty()) {
            return Optional.of(TenantId.DEFAULT);
        }
        return base.startsWith("/") && TenantPath.namesTenant(base.substring(1))
                ? Optional.of(new TenantId(base.substring(1)))
                : Optional.empty();
    }
}
