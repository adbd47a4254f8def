package org.openward.security.perimeter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.security.perimeter.Budgets.Size;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Who may ask for how much, and who may come from where. Counted by each server for itself, in memory. */
@Component
@EnableConfigurationProperties(PerimeterSettings.class)
public class Limits {
    /** Nobody is kept waiting. */
    public static final long NONE = 0;

    private static final int LONGEST_NAME = 200;
    private static final int MOST_WELCOME = 10_000;

    private final PerimeterSettings settings;
    private final Neighbourhood unlimited;
    private final Map<String, Neighbourhood> homes;
    private final Budgets requests;
    private final Budgets failures;
    private final Cache<String, Boolean> welcome = Caffeine.newBuilder()
            .maximumSize(MOST_WELCOME)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    Limits(PerimeterSettings settings, Clock clock) {
        this.settings = settings;
        this.unlimited = new Neighbourhood(settings.unlimited());
        this.homes = settings.addresses().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, ranges -> new Neighbourhood(ranges.getValue())));
        this.requests = new Budgets(clock);
        this.failures = new Budgets(clock);
    }

    /** Whether that client may come from that address. */
    public boolean mayComeFrom(String client, String address) {
        if (homes.isEmpty()) {
            return true;
        }
        var home = homes.get(client);
        return home == null || home.contains(address);
    }

    /** Counts a request with a token; the seconds that its sender must wait. */
    long countRequest(String client, String subject, String address) {
        var tier = settings.tierOf(client);
        return count(requests, client + " " + subject, Size.perSecond(tier.perSecond(), tier.burst()), address);
    }

    /** Counts a request without a token that is good; the seconds that its sender must wait. */
    public long countAnonymous(String address) {
        var anonymous = settings.anonymous();
        var size = Size.perSecond(anonymous.perSecond(), anonymous.burst());
        return count(requests, "anonymous " + Neighbourhood.of(address), size, address);
    }

    /** Counts a request where tokens are asked for; the seconds that its sender must wait. */
    long countSignIn(String address) {
        var signIn = settings.signIn();
        return count(
                requests,
                "sign-in " + Neighbourhood.of(address),
                Size.perSecond(signIn.perSecond(), signIn.burst()),
                address);
    }

    /**
     * The seconds to wait after too many failures: of the address, or of all who gave that name. From where a client proved itself within
     * a day it goes on, so that strangers cannot lock it out.
     */
    long waitAfterFailures(@Nullable String client, String address) {
        if (unlimited.contains(address)) {
            return NONE;
        }
        var here = Neighbourhood.of(address);
        if (failures.isSpent(here)) {
            return failures.secondsToWait(here, ofAddress());
        }
        var name = nameOf(client);
        if (name == null || welcome.getIfPresent(name + " " + here) != null || !failures.isSpent(name)) {
            return NONE;
        }
        return failures.secondsToWait(name, ofClient());
    }

    /** Somebody did not get what he asked for. */
    void failed(@Nullable String client, String address) {
        if (unlimited.contains(address)) {
            return;
        }
        failures.take(Neighbourhood.of(address), ofAddress());
        var name = nameOf(client);
        if (name != null) {
            failures.take(name, ofClient());
        }
    }

    /** A client proved from there that it is itself. */
    void succeeded(@Nullable String client, String address) {
        var name = nameOf(client);
        if (name != null) {
            welcome.put(name + " " + Neighbourhood.of(address), true);
        }
    }

    private long count(Budgets budgets, String visitor, Size size, String address) {
        return unlimited.contains(address) || budgets.take(visitor, size) ? NONE : budgets.secondsToWait(visitor, size);
    }

    private Size ofAddress() {
        return Size.perMinute(settings.signIn().failures());
    }

    private Size ofClient() {
        return Size.perMinute(settings.signIn().clientFailures());
    }

    /** Apart from the addresses, with which it shares the book. */
    private static @Nullable String nameOf(@Nullable String client) {
        return client == null || client.length() > LONGEST_NAME ? null : "client " + client;
    }
}
