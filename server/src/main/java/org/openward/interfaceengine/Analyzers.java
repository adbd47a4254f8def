package org.openward.interfaceengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.devices.Habits;
import org.openward.interfaceengine.Analyzer.Answering;
import org.openward.interfaceengine.Analyzer.Dialect;
import org.openward.interfaceengine.Analyzer.Recognition;
import org.openward.interfaceengine.Analyzer.Results;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The register of analyzers: which tenant's which device a sender is. */
@Component
public class Analyzers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, List<String>>> PARTS = new TypeReference<>() {};

    /** Another server's change of a Device is seen after this long; this server's own at once. */
    private static final Duration LONGEST_STALE = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final MllpSettings settings;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<Question, Optional<Analyzer>> recognised = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(LONGEST_STALE)
            .build();

    Analyzers(JdbcClient jdbc, MllpSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** The one analyzer that the sender can be; none when it is unknown or declares too little to be told from another. */
    public Optional<Analyzer> recognise(Sender sender) {
        return recognised.get(new Question(sender, changes.get()), question -> identify(question.sender));
    }

    /** Who it is that sends, asked after so many changes of the register. */
    private record Question(Sender sender, long changes) {}

    private Optional<Analyzer> identify(Sender sender) {
        var candidates = candidates(sender);
        if (candidates.isEmpty()) {
            return guest(sender);
        }
        return candidates.size() == 1 ? Optional.of(asItsTenantStands(candidates.get(0))) : Optional.empty();
    }

    /** Nothing is taken from the analyzers of a tenant that is suspended, nor by another tenant in its place. */
    private Analyzer asItsTenantStands(Analyzer analyzer) {
        var isSuspended = jdbc.sql("select suspended from openward.tenant where id = :tenant")
                .param("tenant", analyzer.tenant().value())
                .query(Boolean.class)
                .optional();
        return isSuspended.orElse(false) ? analyzer.inactive() : analyzer;
    }

    private Optional<Analyzer> guest(Sender sender) {
        return settings.acceptUnknownSenders() && sender.origin().isLoopbackAddress()
                ? Optional.of(Analyzer.unregistered(TenantId.DEFAULT, sender))
                : Optional.empty();
    }

    private List<Analyzer> candidates(Sender sender) {
        var found = jdbc.sql(
                        """
                        select found.rank, (found.analyzer).*
                        from openward.find_analyzer(:port, :address, :certificate, :application, :facility) found""")
                .param("port", sender.port())
                .param("address", sender.address())
                .param("certificate", sender.certificate())
                .param("application", sender.application())
                .param("facility", sender.facility())
                .query((row, number) -> new Candidate(row.getInt("rank"), analyzer(row)))
                .list();
        return Candidate.best(found, sender);
    }

    /** The analyzer of the acting tenant as it is described today. */
    public Optional<Analyzer> find(String device) {
        return jdbc.sql("select * from openward.analyzer where tenant_id = :tenant and device_id = :device")
                .param("tenant", Acting.tenant().value())
                .param("device", device)
                .query((row, number) -> analyzer(row))
                .optional();
    }

    /** Whether another analyzer, of whichever tenant, shows the same client certificate. */
    boolean isCertificateOfAnother(Analyzer analyzer) {
        var certificate = analyzer.recognition().certificate();
        return certificate != null
                && holders(certificate).stream()
                        .anyMatch(holder -> !holder.tenant().equals(analyzer.tenant())
                                || !String.valueOf(holder.device()).equals(analyzer.device()));
    }

    private List<Analyzer> holders(String certificate) {
        return candidates(new Sender(0, InetAddress.getLoopbackAddress(), certificate, "", ""));
    }

    void enter(Analyzer analyzer) {
        var recognition = analyzer.recognition();
        jdbc.sql(
                        """
                        insert into openward.analyzer (
                            tenant_id, device_id, active, sending_application, sending_facility, listener_port,
                            source_address, certificate_subject, autoverify, unsolicited, sends, code_map, unit_map,
                            time_zone, sample_position, character_set, family, habits, acknowledgement, commit_blocks)
                        values (
                            :tenant, :device, :active, :application, :facility, :port, :address, :certificate,
                            :autoverify, :unsolicited, string_to_array(:sends, ','), :codeMap, :unitMap, :timeZone,
                            :samplePosition, :characterSet, :family, :habits::jsonb, :acknowledgement, :commitBlocks)
                        on conflict (tenant_id, device_id) do update set
                            active = excluded.active,
                            sending_application = excluded.sending_application,
                            sending_facility = excluded.sending_facility,
                            listener_port = excluded.listener_port,
                            source_address = excluded.source_address,
                            certificate_subject = excluded.certificate_subject,
                            autoverify = excluded.autoverify,
                            unsolicited = excluded.unsolicited,
                            sends = excluded.sends,
                            code_map = excluded.code_map,
                            unit_map = excluded.unit_map,
                            time_zone = excluded.time_zone,
                            sample_position = excluded.sample_position,
                            character_set = excluded.character_set,
                            family = excluded.family,
                            habits = excluded.habits,
                            acknowledgement = excluded.acknowledgement,
                            commit_blocks = excluded.commit_blocks""")
                .param("tenant", analyzer.tenant().value())
                .param("device", analyzer.device())
                .param("active", analyzer.standing() == Standing.ACTIVE)
                .param("application", recognition.application())
                .param("facility", recognition.facility())
                .param("port", recognition.port())
                .param("address", recognition.address())
                .param("certificate", recognition.certificate())
                .param("autoverify", analyzer.results().autoverify())
                .param("unsolicited", analyzer.results().unsolicited() ? "accept" : "hold")
                .param("sends", codes(analyzer.results().sends()))
                .param("codeMap", analyzer.codeMap())
                .param("unitMap", analyzer.unitMap())
                .param("timeZone", analyzer.dialect().timeZone())
                .param("samplePosition", analyzer.dialect().samplePosition())
                .param("characterSet", analyzer.dialect().characterSet())
                .param("family", analyzer.dialect().family())
                .param("habits", written(analyzer.dialect().habits()))
                .param("acknowledgement", analyzer.dialect().answering().code())
                .param("commitBlocks", analyzer.dialect().answering().commitBlocks())
                .update();
        changed();
    }

    void remove(String device) {
        jdbc.sql("delete from openward.analyzer where tenant_id = :tenant and device_id = :device")
                .param("tenant", Acting.tenant().value())
                .param("device", device)
                .update();
        changed();
    }

    /** Who was recognised before is asked for again once the open transaction has ended. */
    private void changed() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            changes.incrementAndGet();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                changes.incrementAndGet();
            }
        });
    }

    private static Analyzer analyzer(ResultSet row) throws SQLException {
        return new Analyzer(
                new TenantId(row.getString("tenant_id")),
                row.getString("device_id"),
                row.getBoolean("active") ? Standing.ACTIVE : Standing.INACTIVE,
                new Recognition(
                        row.getString("sending_application"),
                        row.getString("sending_facility"),
                        row.getObject("listener_port", Integer.class),
                        row.getString("source_address"),
                        row.getString("certificate_subject")),
                new Results(
                        row.getBoolean("autoverify"),
                        "accept".equals(row.getString("unsolicited")),
                        kinds(row.getArray("sends"))),
                row.getString("code_map"),
                row.getString("unit_map"),
                new Dialect(
                        row.getString("time_zone"),
                        row.getString("sample_position"),
                        row.getString("character_set"),
                        row.getString("family"),
                        habits(row.getString("habits")),
                        Answering.of(row.getString("acknowledgement"), row.getBoolean("commit_blocks"))));
    }

    private static String codes(Set<MessageKind> kinds) {
        return kinds.stream().map(MessageKind::code).sorted().collect(Collectors.joining(","));
    }

    private static Set<MessageKind> kinds(Array codes) throws SQLException {
        return Arrays.stream((String[]) codes.getArray())
                .flatMap(code -> MessageKind.ofCode(code).stream())
                .collect(Collectors.toSet());
    }

    private static String written(Habits habits) {
        try {
            return JSON.writeValueAsString(habits.said());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Lists of texts can be written", impossible);
        }
    }

    private static Habits habits(String written) {
        try {
            return new Habits(JSON.readValue(written, PARTS));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("The register holds what was written into it", impossible);
        }
    }

    /** An analyzer that the sender can be, by its certificate (1), by port and address (2) or by its name (3). */
    private record Candidate(int rank, Analyzer analyzer) {
        private static final int BY_ADDRESS = 2;
        private static final int BY_NAME = 3;

        static List<Analyzer> best(List<Candidate> candidates, Sender sender) {
            var best = candidates.stream().mapToInt(Candidate::rank).min().orElse(0);
            var found = ofRank(best, candidates, sender);
            // None of several behind one address has its name: it may be another one there, which declares no address.
            var isUnclear = best == BY_ADDRESS && found.size() > 1;
            var byName = isUnclear ? ofRank(BY_NAME, candidates, sender) : List.<Analyzer>of();
            return byName.isEmpty() ? found : byName;
        }

        private static List<Analyzer> ofRank(int rank, List<Candidate> candidates, Sender sender) {
            var found = candidates.stream()
                    .filter(candidate -> candidate.rank == rank)
                    .map(Candidate::analyzer)
                    .toList();
            var inUse = preferring(analyzer -> analyzer.standing() == Standing.ACTIVE, found);
            // Several analyzers behind one address: their names tell them apart.
            return preferring(analyzer -> analyzer.recognition().isNamed(sender), inUse);
        }

        private static List<Analyzer> preferring(Predicate<Analyzer> trait, List<Analyzer> analyzers) {
            var preferred = analyzers.stream().filter(trait).toList();
            return preferred.isEmpty() ? analyzers : preferred;
        }
    }
}
