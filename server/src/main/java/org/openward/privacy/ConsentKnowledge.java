package org.openward.privacy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * In which tenants a Consent keeps anything from anybody, known without asking the database: learnt twice a second, and at once on the
 * server that stored a Consent. Who could not learn for ten seconds asks.
 */
@Component
@EnableConfigurationProperties(PrivacySettings.class)
class ConsentKnowledge {
    private static final Logger LOG = LoggerFactory.getLogger(ConsentKnowledge.class);
    private static final long OLDEST = Duration.ofSeconds(10).toNanos();

    private final ConsentBook book;
    private final PrivacySettings settings;
    private volatile Learnt learnt = new Learnt(Map.of(), System.nanoTime() - OLDEST - 1);
    private volatile long forgotten = System.nanoTime();

    /** How many changes of the book this thread has made in open transactions, which nobody else sees yet. */
    private final ThreadLocal<Integer> changing = ThreadLocal.withInitial(() -> 0);

    ConsentKnowledge(ConsentBook book, PrivacySettings settings) {
        this.book = book;
        this.settings = settings;
    }

    private record Learnt(Map<TenantId, Long> pages, long since) {}

    /** The page of the tenant's book; empty where there never was such a Consent, or none is kept to. */
    Optional<Long> page(TenantId tenant) {
        if (settings.consentsRecordedOnly().contains(tenant.value())) {
            return Optional.empty();
        }
        if (isBeingChanged()) {
            return Optional.ofNullable(book.pages().get(tenant));
        }
        var known = learnt;
        if (isOld(known)) {
            known = learn();
        }
        return Optional.ofNullable(known.pages().get(tenant));
    }

    /** Whether this thread has changed the book in a transaction that is open: what it reads there must not be remembered for others. */
    boolean isBeingChanged() {
        return changing.get() > 0;
    }

    /** This thread changes the book, until {@link #changed}. */
    void changing() {
        changing.set(changing.get() + 1);
    }

    /** A change is committed, or will not be. Whoever asks from now on learns first. */
    void changed() {
        if (changing.get() > 1) {
            changing.set(changing.get() - 1);
        } else {
            changing.remove();
        }
        forgotten = System.nanoTime();
    }

    @Scheduled(fixedDelayString = "PT0.5S")
    void learnAgain() {
        try {
            learn();
        } catch (RuntimeException failure) {
            LOG.warn("Whether patients keep anything from anybody could not be learnt: {}", failure.getMessage());
        }
    }

    private boolean isOld(Learnt known) {
        return System.nanoTime() - known.since() > OLDEST || known.since() - forgotten <= 0;
    }

    /** The database is asked without a lock: whoever waits may hold the connection that somebody else needs to learn. */
    private Learnt learn() {
        var since = System.nanoTime();
        return newest(new Learnt(book.pages(), since));
    }

    /** What was asked for earlier never replaces what was asked for later. */
    private synchronized Learnt newest(Learnt found) {
        if (found.since() - learnt.since() > 0) {
            learnt = found;
        }
        return learnt;
    }
}
