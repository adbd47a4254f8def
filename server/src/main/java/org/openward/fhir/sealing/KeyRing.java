package org.openward.fhir.sealing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.openward.startup.StartRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The keys of this server, and what all servers of the database do with them. A server that starts with another newest key or other
 * systems tells the others, and waits until they know before it answers anybody.
 */
@Component
@EnableConfigurationProperties(SealingSettings.class)
public class KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(5);

    private final KeyFile file;
    private final RegimeBook book;
    private final Duration settling;
    private final LongSupplier nanos;
    private final long lease;
    private volatile Learnt learnt;

    @Autowired
    KeyRing(SealingSettings settings, @Value("${openward.data-dir:./data}") Path dataFolder, DataSource database) {
        this(settings, dataFolder, database, System::nanoTime);
    }

    /** @param nanos the time that has passed since some moment */
    KeyRing(SealingSettings settings, Path dataFolder, DataSource database, LongSupplier nanos) {
        this.file = KeyFile.of(settings, dataFolder);
        this.book = new RegimeBook(database, settings.settling());
        this.settling = settings.settling();
        this.nanos = nanos;
        this.lease = Math.max(settling.toNanos(), SHORTEST_LEASE.toNanos());
        this.learnt = begin(settings.systems());
    }

    /**
     * What is known.
     *
     * @param since before when it was asked for
     */
    private record Learnt(Rules rules, long since) {}

    private Learnt begin(Set<String> systems) {
        var since = nanos.getAsLong();
        var isKeyless = !file.exists() && book.needsNoKey();
        // Nothing was ever sealed, or nothing is any more and the keys are gone.
        if (systems.isEmpty() && (isKeyless || book.regimes().isEmpty())) {
            return new Learnt(Rules.NONE, since);
        }
        if (isKeyless) {
            file.make(book.nextName());
        }
        var keys = file.read();
        file.keep();
        book.announce(keys, systems, file.toString());
        return settled(keys);
    }

    private Learnt settled(List<FieldKey> keys) {
        try {
            var regimes = book.regimes();
            if (!regimes.get(regimes.size() - 1).effective()) {
                Thread.sleep(settling.toMillis());
            }
            var since = nanos.getAsLong();
            return new Learnt(new Rules(keys, book.regimes()), since);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartRefused("It was stopped while it started.", stopped);
        }
    }

    /** Reads the file again: its newest key takes over, on this server at once and on the others when they hear of it. */
    public void renew() {
        var keys = file.read();
        file.keep();
        book.announce(keys, newestSystems(), file.toString());
        newest(settled(keys));
    }

    private Set<String> newestSystems() {
        var known = book.regimes();
        return known.isEmpty() ? Set.of() : known.get(known.size() - 1).systems();
    }

    /** Learns what other servers announced. */
    void learn() {
        try {
            learnAgain();
        } catch (RuntimeException failure) {
            LOG.warn("Which identity numbers are encrypted could not be learnt: {}", failure.getMessage());
        }
    }

    /** The database is asked without a lock: whoever waits may hold the connection that somebody else needs. */
    private Rules learnAgain() {
        var since = nanos.getAsLong();
        var regimes = book.regimes();
        return newest(new Learnt(learnt.rules().asOf(keysFor(regimes), regimes), since));
    }

    /**
     * The keys that are known, and those of the file when another server has newer ones. What others do counts also without their key: what
     * was written in clear meanwhile, nobody would look for.
     */
    private List<FieldKey> keysFor(List<Regime> regimes) {
        var known = learnt.rules().keys();
        if (new Rules(known, regimes).areComplete()) {
            return known;
        }
        try {
            var keys = file.read();
            book.compare(keys, file.toString());
            return keys;
        } catch (StartRefused unreadable) {
            LOG.error(
                    "Another server encrypts identity numbers, and this one cannot: it refuses them. {}",
                    unreadable.getMessage());
            return known;
        }
    }

    /** What was asked for earlier never replaces what was asked for later. */
    private synchronized Rules newest(Learnt found) {
        if (found.since() - learnt.since() >= 0) {
            learnt = found;
        }
        return learnt.rules();
    }

    /**
     * What this server does. Others act on a change when it has settled: so nobody goes by what he knew for longer than that.
     *
     * @throws NotLearnt when that was too long ago, and the database does not say
     */
    Rules rules() {
        var known = learnt;
        if (nanos.getAsLong() - known.since() <= lease) {
            return known.rules();
        }
        try {
            return learnAgain();
        } catch (DataAccessException unreachable) {
            throw new NotLearnt();
        }
    }

    /** Whether anything was ever sealed in this database; if not, nobody has to do anything. */
    public boolean isInUse() {
        return rules().areInUse();
    }

    /** The newest regime, if what is stored has still to be brought to it. */
    public Optional<Regime> unfinished() {
        return rules().unfinished();
    }

    /** Whether nobody writes by an older regime any more, so that what is stored can be brought to this one. */
    public boolean isSettled(Regime regime) {
        return regime.effective() && rules().areComplete() && book.isSettled(regime.number());
    }

    /** Everything that is stored is as that regime says. */
    public void finish(Regime regime) {
        book.finish(regime);
        learn();
    }
}
