package org.openward.security;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.disclosure.Disclosure;
import org.openward.fhir.disclosure.SearchesInName;
import org.openward.security.roles.Deed;
import org.openward.security.roles.Entitlements;
import org.openward.security.roles.RoleHolder;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Keeps what a token allows beyond its request, and says later which records its holder may be told of. */
@Component
public class StandingRights {
    private static final Duration MEMORY = Duration.ofSeconds(30);
    private static final int MOST_GRANTS = 10_000;

    private final VisibleRecords records;
    private final Entitlements roles;
    private final ObjectProvider<Register> register;
    private final ObjectProvider<SearchesInName> searches;
    private final SingletonSupplier<List<Disclosure>> disclosures;
    private final OperationPolicy operations = OperationPolicy.read();
    private final Cache<Holder, Boolean> standing = Caffeine.newBuilder()
            .maximumSize(MOST_GRANTS)
            .expireAfterWrite(MEMORY)
            .build();

    StandingRights(
            VisibleRecords records,
            Entitlements roles,
            ObjectProvider<Register> register,
            ObjectProvider<SearchesInName> searches,
            ObjectProvider<Disclosure> disclosures) {
        this.records = records;
        this.roles = roles;
        this.register = register;
        this.searches = searches;
        this.disclosures = SingletonSupplier.of(() -> disclosures.stream().toList());
    }

    /** The register of people and client programs, where this server keeps one itself. */
    public interface Register {
        /** Whether whoever was granted this is still registered for that tenant, with scopes that cover it. */
        boolean stillGrants(KeptGrant grant, TenantId tenant);
    }

    private record Holder(KeptGrant grant, TenantId tenant) {}

    /** What the caller of that request may see; nothing when it came in without a token. */
    public Optional<KeptGrant> of(@Nullable RequestDetails request) {
        return Granted.to(request)
                .map(grant -> new KeptGrant(
                        Acting.caller().kind(),
                        Acting.caller().subject(),
                        grant.scopes().stream().map(SmartScope::written).toList(),
                        grant.patient().orElse(null),
                        grant.person().orElse(null),
                        grant.himself()));
    }

    /**
     * Refuses a request whose token or roles do not allow to write all that a stored message writes, about which it decides.
     *
     * @param kind as the policy of operations names it
     */
    public void requireMessages(RequestDetails request, String kind) {
        var row = operations
                .ofMessages(kind)
                .orElseThrow(() -> NotAllowed.because("Nobody decides about messages of the kind " + kind + "."));
        var grant = Granted.to(request).orElseThrow(() -> NotAllowed.because("This request came in without a token."));
        if (!row.isGrantedBy(grant, SmartScope.ALL_TYPES, (person, deed) -> roles.types(person, deed.deed()))) {
            throw NotAllowed.because("A message of " + kind + " needs " + row.askedFor() + ".");
        }
        grant.person().filter(person -> !isOpenTo(person, row)).ifPresent(person -> {
            throw NotAllowed.because("Your roles do not allow what a message of " + kind + " writes.");
        });
    }

    /** Refuses a request whose token or roles do not allow another operation, which it carries out besides its own. */
    public void requireOperation(RequestDetails request, String type, String operation) {
        var row = operations
                .find(type, operation)
                .orElseThrow(() -> NotAllowed.because("The operation " + operation + " is closed to clients."));
        var grant = Granted.to(request).orElseThrow(() -> NotAllowed.because("This request came in without a token."));
        if (!row.isGrantedBy(grant, type, (person, deed) -> roles.types(person, deed.deed()))) {
            throw NotAllowed.because("The operation " + operation + " needs " + row.askedFor() + ".");
        }
        row.assurance().filter(level -> !grant.isAssured(level)).ifPresent(level -> {
            throw NotAllowed.withoutAssurance(operation, level);
        });
        grant.person().filter(person -> !roles.mayCall(person, type, operation)).ifPresent(person -> {
            throw NotAllowed.because("Your roles do not allow " + operation + ".");
        });
    }

    private boolean isOpenTo(RoleHolder person, OperationPolicy.Row row) {
        return row.needs().entrySet().stream()
                .filter(need -> !SmartScope.ALL_TYPES.equals(need.getKey()))
                .allMatch(need -> need.getValue()
                        .chars()
                        .mapToObj(letter -> Interaction.of((char) letter).deed())
                        .allMatch(deed -> roles.may(person, need.getKey(), deed)));
    }

    /** Who came in; nobody when the present request has no valid token. */
    public static Optional<TokenHolder> holder() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(JwtAuthenticationToken.class::isInstance)
                .map(JwtAuthenticationToken.class::cast)
                .map(StandingRights::holder);
    }

    private static TokenHolder holder(JwtAuthenticationToken token) {
        var grant = Granted.by(token.getToken());
        return new TokenHolder(
                Claims.kindOf(token.getToken()),
                token.getName(),
                grant.tenants(),
                grant.permissions(),
                grant.assurance(),
                grant.himself().record());
    }

    /** Whether at least some records of that type may be both searched for and read. */
    public boolean seesSome(KeptGrant kept, String type) {
        var grant = grant(kept);
        return grant.allows(type, Interaction.READ)
                && grant.allows(type, Interaction.SEARCH)
                && grant.person()
                        .map(person -> roles.may(person, type, Deed.SEE))
                        .orElse(true);
    }

    /**
     * What such a search shows the holder in the acting tenant, narrowed in the database and masked as if he sent it himself; nothing where
     * he may not search so.
     *
     * @param query as in a URL
     * @param most how many records at most
     */
    public <T extends Resource> List<T> find(KeptGrant kept, Class<T> type, String query, int most) {
        var grant = grant(kept);
        if (!seesSome(kept, type.getSimpleName()) || isClosedToRoles(grant, type.getSimpleName(), query)) {
            return List.of();
        }
        try {
            return searches.getObject().find(type, query, most, request -> Granted.give(request, grant)).stream()
                    .filter(record -> records.isWithin(grant, record, EnumSet.of(Interaction.READ)))
                    .toList();
        } catch (ForbiddenOperationException tooManyLimits) {
            return List.of();
        }
    }

    private boolean isClosedToRoles(Grant grant, String type, String query) {
        return grant.person()
                .flatMap(person -> roles.refusalOf(person, type, Asked.parameters(query)))
                .isPresent();
    }

    /** Whether that very record may be both searched for and read, and all of it. */
    public boolean sees(KeptGrant kept, IBaseResource record) {
        var grant = grant(kept);
        return records.isWithin(grant, record, EnumSet.of(Interaction.READ))
                && records.isWithin(grant, record, EnumSet.of(Interaction.SEARCH))
                && isUnmasked(grant, record)
                && isShownTo(kept, record);
    }

    /** Whether that very record, or what is left of it for him, may be read. */
    public boolean mayRead(KeptGrant kept, IBaseResource record) {
        return records.isWithin(grant(kept), record, EnumSet.of(Interaction.READ)) && isShownTo(kept, record);
    }

    private boolean isUnmasked(Grant grant, IBaseResource record) {
        return grant.person()
                .filter(person -> roles.isMasked(person, record.fhirType()))
                .isEmpty();
    }

    /** Whether the patient does not keep it from the holder. */
    private boolean isShownTo(KeptGrant kept, IBaseResource record) {
        var reader = kept.reader();
        return disclosures.obtain().stream()
                .allMatch(disclosure -> disclosure.isOpen()
                        || disclosure.closedTo(reader, List.of(record)).isEmpty());
    }

    /**
     * Whether the holder is still known with these rights, as far as this server keeps the register; asked of it at most
     * every half minute.
     */
    public boolean stillStand(KeptGrant kept, TenantId tenant) {
        var ours = register.getIfAvailable();
        return ours == null || standing.get(new Holder(kept, tenant), asked -> ours.stillGrants(kept, tenant));
    }

    private static Grant grant(KeptGrant kept) {
        List<SmartScope> scopes = kept.scopes().stream()
                .flatMap(scope -> SmartScope.parse(scope).stream())
                .toList();
        return new Grant(
                scopes,
                Set.of(),
                Set.of(),
                Optional.ofNullable(kept.patient()),
                "",
                Optional.ofNullable(kept.person()),
                kept.himself());
    }
}
