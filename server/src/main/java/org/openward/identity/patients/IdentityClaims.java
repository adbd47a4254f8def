package org.openward.identity.patients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.Sealing;
import org.openward.tenancy.TenantId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people say about who they are, until they have proved it or the time is over; a row for each, whether there is such a patient or not. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
@EnableConfigurationProperties(PatientSettings.class)
class IdentityClaims {
    static final int MOST_TRIES = 5;

    /** So long whoever looks it up has time, a slow mail server's included; after that somebody else does, should he have stopped. */
    private static final Duration HELD = Duration.ofMinutes(5);

    /** After that long a letter is tried again that was not taken. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private static final String COLUMNS =
            "handle_hash, tenant, said, address, expires_at, patient, code_hash, tries, attempts_of";

    private final JdbcClient jdbc;
    private final PatientSettings settings;
    private final Clock clock;
    private final Sealing sealing;

    IdentityClaims(JdbcClient jdbc, PatientSettings settings, Clock clock, Sealing sealing) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
        this.sealing = sealing;
    }

    /**
     * One of them.
     *
     * @param said nothing once it was looked up
     * @param address from where it came
     * @param patient the id of the one whom it fits
     * @param codeHash of the code that was sent to him
     * @param attemptsOf the names under which attempts with that number are counted, with spaces between
     */
    record Entry(
            String key,
            TenantId tenant,
            @Nullable String said,
            String address,
            Instant expires,
            @Nullable String patient,
            @Nullable String codeHash,
            int tries,
            @Nullable String attemptsOf) {}

    /**
     * Under which names attempts with that number are counted: nobody who has the database finds out by trying which number it is. There are
     * several where another key takes over, so that nobody has more attempts by that.
     */
    List<String> attemptsOf(String tenant, IdentityClaim claim) {
        var digest = ProofCode.hash(tenant + " " + claim.system() + " " + claim.number());
        return sealing.tokens().keyedByAll(digest.getBytes(US_ASCII)).stream()
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    /** Who is said to be it. */
    IdentityClaim said(Entry claim) {
        return IdentityClaim.read(sealing.texts().open(String.valueOf(claim.said()), place(claim.key())));
    }

    private static Place place(String key) {
        return new Place(0, "claim " + key);
    }

    void enter(String handle, TenantId tenant, IdentityClaim claim, String address) {
        var now = clock.instant();
        var key = ProofCode.hash(handle);
        jdbc.sql(
                        """
                        insert into identity.patient_claim (handle_hash, tenant, said, address, due_at, expires_at, attempts_of)
                        values (:key, :tenant, :said, :address, :now, :expires, :attempts)
                        """)
                .param("key", key)
                .param("tenant", tenant.value())
                .param("said", sealing.texts().seal(claim.written(), place(key)))
                .param("address", address)
                .param("attempts", String.join(" ", attemptsOf(tenant.value(), claim)))
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(settings.code())))
                .update();
    }

    /** One that nobody has looked up yet; nobody else gets it for a while. */
    Optional<Entry> next() {
        var now = clock.instant();
        return jdbc.sql("update identity.patient_claim set due_at = :later where handle_hash = ("
                        + "select handle_hash from identity.patient_claim"
                        + " where said is not null and due_at <= :now and expires_at > :now"
                        + " order by due_at limit 1 for update skip locked) returning " + COLUMNS)
                .param("now", Timestamp.from(now))
                .param("later", Timestamp.from(now.plus(HELD)))
                .query(IdentityClaims::entry)
                .optional();
    }

    /** It fits that patient, to whom this code is going to be sent. */
    void fits(Entry claim, String patient, String code) {
        jdbc.sql("update identity.patient_claim set patient = ?, code_hash = ? where handle_hash = ?")
                .params(patient, ProofCode.hash(claim.key(), code), claim.key())
                .update();
    }

    /** The letter was not taken. */
    void again(Entry claim) {
        jdbc.sql("update identity.patient_claim set due_at = ? where handle_hash = ?")
                .params(Timestamp.from(clock.instant().plus(AGAIN)), claim.key())
                .update();
    }

    /** Nobody has to look it up any more: the code was taken, or there is nobody to whom it could be sent. */
    void lookedUp(Entry claim) {
        jdbc.sql("update identity.patient_claim set said = null where handle_hash = ?")
                .param(claim.key())
                .update();
    }

    /** In which tenant somebody said something, while it counts. */
    Optional<TenantId> tenantOf(String handle) {
        return jdbc.sql("select tenant from identity.patient_claim where handle_hash = ? and expires_at > ?")
                .params(ProofCode.hash(handle), Timestamp.from(clock.instant()))
                .query(String.class)
                .optional()
                .map(TenantId::new);
    }

    /** The one of that browser, while it counts; of several who come with it at once, one after the other. */
    Optional<Entry> locked(String handle) {
        return jdbc.sql("select " + COLUMNS + " from identity.patient_claim"
                        + " where handle_hash = ? and expires_at > ? and tries < ? for update")
                .params(ProofCode.hash(handle), Timestamp.from(clock.instant()), MOST_TRIES)
                .query(IdentityClaims::entry)
                .optional();
    }

    /** A code was wrong. */
    void missed(Entry claim) {
        jdbc.sql("update identity.patient_claim set tries = tries + 1 where handle_hash = ?")
                .param(claim.key())
                .update();
    }

    void forget(Entry claim) {
        jdbc.sql("delete from identity.patient_claim where handle_hash = ?")
                .param(claim.key())
                .update();
    }

    /** Forgets what is too old. */
    void forgetOld() {
        jdbc.sql(
                        """
                        delete from identity.patient_claim where handle_hash in (
                            select handle_hash from identity.patient_claim where expires_at <= ?
                            limit 1000 for update skip locked)
                        """)
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getString("handle_hash"),
                new TenantId(row.getString("tenant")),
                row.getString("said"),
                row.getString("address"),
                row.getTimestamp("expires_at").toInstant(),
                row.getString("patient"),
                row.getString("code_hash"),
                row.getInt("tries"),
                row.getString("attempts_of"));
    }
}
