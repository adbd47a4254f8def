package org.openward.security.door;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.security.door.Knocks.Count;
import org.openward.security.door.Knocks.Knock;
import org.openward.security.door.Knocks.Known;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantPath;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Writes into the audit trail who was let in at the door and who was turned away; never what he proved it with. */
@Component
public class DoorBook {
    private static final Logger LOG = LoggerFactory.getLogger(DoorBook.class);
    private static final String ANONYMOUS = "anonymous";
    private static final Pattern FIT_TO_PRINT = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final int LONGEST_PATH = 200;

    private final AuditTrail trail;
    private final Tenants tenants;
    private final Knocks knocks;

    private volatile Set<TenantId> known = Set.of();

    DoorBook(AuditTrail trail, Tenants tenants, Clock clock) {
        this.trail = trail;
        this.tenants = tenants;
        this.knocks = new Knocks(clock);
    }

    /**
     * Who stands at the door.
     *
     * @param name as he gave it, if he did; his own only when he proved it
     */
    public record Visitor(Caller.Kind kind, @Nullable String name) {
        public static Visitor person(@Nullable String name) {
            return new Visitor(Caller.Kind.PERSON, name);
        }

        public static Visitor client(@Nullable String name) {
            return new Visitor(Caller.Kind.CLIENT, name);
        }

        /** A name that is not proved is kept only when it is short and printable. */
        private Visitor printable() {
            return name != null && FIT_TO_PRINT.matcher(name).matches() ? this : client(null);
        }

        private String written() {
            return name == null ? ANONYMOUS : name;
        }
    }

    /**
     * Somebody proved who he is. Whoever cannot be written down is not let in: AuditUnavailable.
     *
     * @param interaction one of the words in {@link Deed}
     * @param asked what he was given beyond entrance, such as scopes
     */
    public void admitted(HttpServletRequest request, Visitor visitor, String interaction, @Nullable String asked) {
        var line = asked == null ? line(request) : line(request) + " " + asked;
        var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, interaction);
        trail.recordNow(new AuditEntry(caller(request, visitor), deed, About.NOTHING, line));
    }

    /**
     * Somebody failed to prove who he is. This never fails: he is turned away all the same.
     *
     * @param why a fixed word or sentence, nothing that he sent
     */
    public void doubted(HttpServletRequest request, Visitor claimed, String interaction, String why) {
        var visitor = claimed.printable();
        var aboutHim = visitor.name() == null ? Known.NOTHING : Known.CLAIM;
        turnAway(request, visitor, aboutHim, Deed.refused(Activity.SIGN_IN, Action.EXECUTE, interaction, why));
    }

    /** A request without a valid token was refused. */
    public void strangerRefused(HttpServletRequest request, int status, String why) {
        turnAway(request, Visitor.client(null), Known.NOTHING, refusal(request, status, why));
    }

    /** A request was refused although its token is valid. */
    public void callerRefused(HttpServletRequest request, Caller caller, int status, String why) {
        if (!known.contains(caller.tenant()) && tenants.find(caller.tenant()).isPresent()) {
            learnTenants();
        }
        var visitor = new Visitor(caller.kind(), caller.subject());
        turnAway(request, visitor, Known.IDENTITY, refusal(request, status, why));
    }

    /** Writes how many more were turned away in a minute that is over. */
    @Scheduled(fixedDelayString = "PT10S")
    void writeCounts() {
        try {
            var counts = knocks.finished();
            if (!counts.isEmpty()) {
                trail.recordNow(counts.stream().map(DoorBook::entry).toList());
            }
            learnTenants();
        } catch (RuntimeException failure) {
            LOG.warn("How many were turned away could not be recorded: {}", failure.getMessage());
        }
    }

    private void learnTenants() {
        known = tenants.all().stream().map(Tenant::id).collect(Collectors.toUnmodifiableSet());
    }

    private void turnAway(HttpServletRequest request, Visitor visitor, Known aboutHim, Deed deed) {
        try {
            var caller = caller(request, visitor);
            if (knocks.deservesRow(new Knock(caller.tenant(), deed, caller.address(), aboutHim, visitor))) {
                trail.recordNow(new AuditEntry(caller, deed, About.NOTHING, line(request)));
            }
        } catch (RuntimeException failure) {
            LOG.warn("A refusal at the door could not be recorded: {}", failure.getMessage());
        }
    }

    private static Deed refusal(HttpServletRequest request, int status, String why) {
        var detail = "HTTP " + status + ": " + why;
        return switch (request.getMethod()) {
            case "POST" -> Deed.refused(Activity.REST, Action.CREATE, "create", detail);
            case "PUT" -> Deed.refused(Activity.REST, Action.UPDATE, "update", detail);
            case "PATCH" -> Deed.refused(Activity.REST, Action.UPDATE, "patch", detail);
            case "DELETE" -> Deed.refused(Activity.REST, Action.DELETE, "delete", detail);
            default -> Deed.refused(Activity.REST, Action.READ, "read", detail);
        };
    }

    private static AuditEntry entry(Count count) {
        var deed = count.knock().deed();
        var why = deed.detail() + " (" + count.times() + " more in the minute from " + count.from() + ")";
        var caller = new Caller(
                count.knock().tenant(),
                count.knock().visitor().kind(),
                count.knock().visitor().written(),
                "counted",
                count.knock().address());
        return new AuditEntry(
                caller, Deed.refused(deed.activity(), deed.action(), deed.interaction(), why), About.NOTHING, null);
    }

    private Caller caller(HttpServletRequest request, Visitor visitor) {
        return new Caller(
                tenant(request), visitor.kind(), visitor.written(), RequestId.of(request), request.getRemoteAddr());
    }

    /** The tenant that the URL names, if there is one; asked of the memory only, since anybody may name any. */
    private TenantId tenant(HttpServletRequest request) {
        var path = request.getRequestURI();
        var named =
                path.startsWith("/fhir/") ? TenantPath.tenantOf(path.substring("/fhir".length())) : TenantId.DEFAULT;
        return named.equals(TenantId.DEFAULT) || known.contains(named) ? named : TenantId.DEFAULT;
    }

    /** Without the query, in which some clients send their token. */
    private static String line(HttpServletRequest request) {
        var path = request.getRequestURI();
        return request.getMethod() + " " + (path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
    }
}
