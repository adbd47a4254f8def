package org.openward.fhir.sealing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.openward.startup.StartRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The keys of this server, and what all servers of the database do with them. A server that starts with another newest key or other
 * systems tells the others, and waits until they know before it answers anybody.
 */
@Component
@EnableConfigurationProperties(SealingSettings.class)
public class KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final KeyFile file;
    private final RegimeBook book;
    private final Duration settling;
    private volatile Rules rules;

    KeyRing(SealingSettings settings, @Value("${openward.data-dir:./data}") Path dataFolder, DataSource database) {
        this.file = KeyFile.of(settings, dataFolder);
        this.book = new RegimeBook(database, settings.settling());
        this.settling = settings.settling();
        this.rules = begin(settings.systems());
    }

    private Rules begin(Set<String> systems) {
        var isKeyless = !file.exists() && book.needsNoKey();
        // Nothing was ever sealed, or nothing is any more and the keys are gone.
        if (systems.isEmpty() && (isKeyless || book.regimes().isEmpty())) {
            return Rules.NONE;
        }
        if (isKeyless) {
            file.make(book.nextName());
        }
        var keys = file.read();
        file.keep();
        book.announce(keys, systems, file.toString());
        return settled(keys);
    }

    private Rules settled(List<FieldKey> keys) {
        try {
            var regimes = book.regimes();
            if (!regimes.get(regimes.size() - 1).effective()) {
                Thread.sleep(settling.toMillis());
                regimes = book.regimes();
            }
            return new Rules(keys, regimes);
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
        rules = settled(keys);
    }

    private Set<String> newestSystems() {
        var known = book.regimes();
        return known.isEmpty() ? Set.of() : known.get(known.size() - 1).systems();
    }

    /** Learns what other servers announced. Public, since it is called on schedule. */
    @Scheduled(fixedDelayString = "PT1S")
    public void learn() {
        try {
            // What others do counts at once, also without their key: what is written in clear meanwhile, nobody would look for.
            rules = rules.asOf(book.regimes());
            if (!rules.areComplete()) {
                takeKeysOfFile();
            }
        } catch (StartRefused unreadable) {
            LOG.error(
                    "Another server encrypts identity numbers, and this one cannot: it refuses them. {}",
                    unreadable.getMessage());
        } catch (RuntimeException failure) {
            LOG.warn("Which identity numbers are encrypted could not be learnt: {}", failure.getMessage());
        }
    }

    private void takeKeysOfFile() {
        var keys = file.read();
        book.compare(keys, file.toString());
        rules = new Rules(keys, book.regimes());
    }

    Rules rules() {
        return rules;
    }

    /** Whether anything was ever sealed in this database; if not, nobody has to do anything. */
    public boolean isInUse() {
        return rules.areInUse();
    }

    /** The newest regime, if what is stored has still to be brought to it. */
    public Optional<Regime> unfinished() {
        return rules.unfinished();
    }

    /** Whether nobody writes by an older regime any more, so that what is stored can be brought to this one. */
    public boolean isSettled(Regime regime) {
        return regime.effective() && rules.areComplete() && book.isSettled(regime.number());
    }

    /** Everything that is stored is as that regime says. */
    public void finish(Regime regime) {
        book.finish(regime);
        learn();
    }
}
