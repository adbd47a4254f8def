package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Attempt.refused;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openward.testing.FhirClient;

/** What somebody tries on each way that leads to records, and must not bring about; the other ways have a reason. */
final class Prohibition {
    private static final String WRITES_NOTHING = "the way shows records and writes none";

    private final FhirClient forbidden;
    private final FhirClient free;
    private final String secret;
    private final Map<Way, List<Attempt>> attempts = new EnumMap<>(Way.class);
    private final Map<Way, String> reasons = new EnumMap<>(Way.class);

    /** @param free somebody without limits, for whom the same succeeds */
    Prohibition(FhirClient forbidden, FhirClient free, String secret) {
        this.forbidden = forbidden;
        this.free = free;
        this.secret = secret;
    }

    Prohibition on(Way way, Attempt... some) {
        attempts.computeIfAbsent(way, first -> new ArrayList<>()).addAll(List.of(some));
        return this;
    }

    Prohibition notOn(String reason, Way... ways) {
        List.of(ways).forEach(way -> reasons.put(way, reason));
        return this;
    }

    /** People in roles take nothing out in bulk and are told nothing later. */
    Prohibition inBulkAndLater() {
        return on(Way.EXPORT, refused("GET", "/$export", null, "Prefer", "respond-async"))
                .on(Way.EXPORT, refused("GET", "/Patient/$export", null, "Prefer", "respond-async"))
                .on(Way.REST_HOOK, refused("POST", "/Subscription", hook("Patient?active=true")))
                .on(Way.EVENTS, refused("GET", "/Subscription/any/$events", null));
    }

    private static String hook(String criteria) {
        return "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"x\",\"criteria\":\"" + criteria
                + "\",\"channel\":{\"type\":\"rest-hook\",\"endpoint\":\"https://receiver.test/x\",\"payload\":\"application/fhir+json\"}}";
    }

    /** What only reads cannot break a prohibition to write. */
    Prohibition onlyWriting() {
        return notOn(
                WRITES_NOTHING,
                Way.INCLUDE,
                Way.CHAIN,
                Way.HAS,
                Way.EVERYTHING,
                Way.GRAPHQL,
                Way.HISTORY,
                Way.EXPORT,
                Way.REST_HOOK,
                Way.EVENTS);
    }

    void holds() {
        assertThat(Stream.of(Way.values()).filter(way -> attempts.containsKey(way) == reasons.containsKey(way)))
                .as("ways without an attempt or a reason")
                .isEmpty();
        var troubles = new ArrayList<String>();
        attempts.forEach((way, some) -> some.forEach(
                attempt -> attempt.trouble(forbidden, free, secret).ifPresent(what -> troubles.add(way + " " + what))));
        assertThat(troubles).isEmpty();
    }
}
