package org.openward.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openward.identity.accounts.AccountRoles;
import org.openward.security.KeptGrant;
import org.openward.security.ScopePolicy;
import org.openward.security.StandingRights;
import org.openward.security.issuers.TrustedIssuers;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** Looks a grant up again in the registers of clients and people, long after its token has ended. */
final class StandingRegistrations implements StandingRights.Register {
    private final RegisteredClientRepository clients;
    private final People people;
    private final AccountRoles roles;
    private final TrustedIssuers others;

    StandingRegistrations(
            RegisteredClientRepository clients, People people, AccountRoles roles, TrustedIssuers others) {
        this.clients = clients;
        this.people = people;
        this.roles = roles;
        this.others = others;
    }

    /** Of the people and programs of another issuer this server knows only that the issuer is still trusted. */
    @Override
    public boolean stillGrants(KeptGrant grant, TenantId tenant) {
        if (others.named(grant.subject())) {
            return true;
        }
        return grant.kind() == Caller.Kind.PERSON
                ? people.find(grant.subject())
                        .filter(person -> allow(person.tenants(), person.scopesThatAreKept(), grant, tenant))
                        .filter(person -> hasTheSameRoles(person, grant))
                        .isPresent()
                : clientStillGrants(grant, tenant);
    }

    /** Other roles show other records, whatever the scopes say. */
    private boolean hasTheSameRoles(Person person, KeptGrant grant) {
        var then = grant.person();
        return then != null
                && then.roles().equals(roles.decidingFor(person.userName()).codes());
    }

    private boolean clientStillGrants(KeptGrant grant, TenantId tenant) {
        var client = clients.findByClientId(grant.subject());
        if (client == null) {
            return false;
        }
        var tenants = client.getClientSettings().getSetting(RegisteredClients.TENANTS);
        return allow(Arrays.asList(String.valueOf(tenants).split(" ")), client.getScopes(), grant, tenant);
    }

    private static boolean allow(List<String> tenants, Collection<String> scopes, KeptGrant grant, TenantId tenant) {
        return (tenants.contains(tenant.value()) || tenants.contains(IssuerSettings.ANY_TENANT))
                && ScopePolicy.covers(scopes, grant.scopes());
    }
}
