package org.openward.testing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openward.HospitalServer;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** The running server with its demo hospital, shared by all tests of one run; each test brings its own patients. */
public final class Hospital {
    private static @Nullable Hospital open;

    private final ConfigurableApplicationContext server;
    private final AnalyzerCertificates certificates;
    private final PostOffice postOffice;
    /** Tokens live for an hour, and all tests together may take longer. */
    private final Cache<String, FhirClient> clients =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(20)).build();

    private Hospital(ConfigurableApplicationContext server, AnalyzerCertificates certificates, PostOffice postOffice) {
        this.server = server;
        this.certificates = certificates;
        this.postOffice = postOffice;
    }

    static synchronized Hospital open() {
        if (open == null) {
            var certificates = new AnalyzerCertificates();
            var postOffice = new PostOffice();
            var server = new SpringApplication(HospitalServer.class, CountedStatements.class)
                    .run(withFurtherPorts(
                            certificates,
                            "--spring.profiles.active=demo",
                            "--server.port=0",
                            "--openward.mllp.port=0",
                            "--openward.astm.enabled=true",
                            "--openward.astm.port=" + OwnServer.freePort(),
                            "--openward.astm.resend-time=2s",
                            "--openward.outbound.allow=127.0.0.1,receiver.test",
                            "--openward.subscriptions.learning-time=1100ms",
                            "--openward.subscriptions.answer-time=3s",
                            "--openward.subscriptions.retries.first=500ms",
                            "--openward.subscriptions.retries.longest=2s",
                            "--openward.subscriptions.retries.give-up-after=8s",
                            "--openward.subscriptions.mail.host=127.0.0.1",
                            "--openward.subscriptions.mail.port=" + postOffice.port(),
                            "--openward.subscriptions.mail.protection=none",
                            "--openward.subscriptions.mail.from=openward@mail.example",
                            "--openward.subscriptions.mail.recipients=mail.example",
                            "--openward.destinations.answer-time=1s",
                            "--openward.destinations.retries.first=200ms",
                            "--openward.destinations.retries.longest=400ms",
                            "--openward.security.allowed-origins=https://portal.example",
                            "--openward.security.clients.migrator.secret=migrator-secret",
                            "--openward.security.clients.migrator.scopes=system/*.cruds",
                            "--openward.security.clients.migrator.permissions=migration/Patient-mrn",
                            "--openward.security.clients.migrator.tenants=default",
                            "--openward.security.clients.feed-reader.secret=feed-reader-secret",
                            "--openward.security.clients.feed-reader.scopes=system/*.rs",
                            "--openward.security.clients.feed-reader.permissions=operation/feed-messages,feed/raw-messages",
                            "--openward.security.clients.feed-reader.tenants=default",
                            "--openward.security.clients.corpus.secret=corpus-secret",
                            "--openward.security.clients.corpus.scopes=system/*.cruds",
                            "--openward.security.clients.corpus.permissions=operation/*",
                            "--openward.security.clients.corpus.tenants=corpus",
                            "--openward.security.clients.clerk-b.secret=clerk-b-secret",
                            "--openward.security.clients.clerk-b.scopes=system/*.cruds",
                            "--openward.security.clients.clerk-b.permissions=operation/*",
                            "--openward.security.clients.clerk-b.tenants=clinic-b",
                            "--openward.security.clients.ward-nurse.secret=ward-nurse-secret",
                            "--openward.security.clients.ward-nurse.scopes=system/*.cruds",
                            "--openward.security.clients.ward-nurse.permissions=operation/*",
                            "--openward.security.clients.ward-nurse.tenants=private-clinic",
                            "--openward.security.clients.records-office.secret=records-office-secret",
                            "--openward.security.clients.records-office.scopes=system/*.cruds",
                            "--openward.security.clients.records-office.permissions=operation/*",
                            "--openward.security.clients.records-office.tenants=private-clinic",
                            "--openward.security.clients.newcomer.secret=newcomer-secret",
                            "--openward.security.clients.newcomer.scopes=system/*.cruds",
                            "--openward.security.clients.newcomer.tenants=newcomer",
                            "--openward.security.clients.forgetting-clerk.secret=forgetting-secret",
                            "--openward.security.clients.forgetting-clerk.scopes=system/*.cruds",
                            "--openward.security.clients.forgetting-clerk.permissions=operation/*,approval/*",
                            "--openward.security.clients.forgetting-clerk.tenants=forgetting",
                            "--openward.security.clients.forgetting-officer.secret=forgetting-secret",
                            "--openward.security.clients.forgetting-officer.scopes=system/*.cruds",
                            "--openward.security.clients.forgetting-officer.permissions=operation/*,approval/*,privacy/legal-hold",
                            "--openward.security.clients.forgetting-officer.tenants=forgetting",
                            "--openward.security.issuers.group.issuer=" + OtherIssuer.NAME,
                            "--openward.security.issuers.group.jwk-set-url=" + OtherIssuer.keys(),
                            "--openward.security.issuers.group.audience=" + OtherIssuer.AUDIENCE,
                            "--openward.security.issuers.group.scopes=user/*.cruds",
                            "--openward.security.issuers.group.permissions=operation/*",
                            "--openward.security.issuers.group.tenant=default",
                            "--openward.security.issuers.group.claims.roles=groups",
                            "--openward.security.issuers.group.roles.ward-nurse.works-as=NUR",
                            "--openward.security.issuers.group.roles.analyst.works-as=LAB",
                            "--openward.security.issuers.group.roles.porter.scopes=user/*.cruds",
                            "--openward.security.issuers.group.roles.porter.permissions=operation/*",
                            "--openward.accounts.patients.verified-by=https://ids.example/national",
                            "--openward.privacy.consents-recorded-only=default",
                            "--openward.deidentification.people-per-area=3",
                            "--openward.field-encryption.systems=https://id.example/national,https://id.example/passport,urn:oid:1.2.356.99.77",
                            "--openward.field-encryption.settling=200ms",
                            "--openward.retention.rules.old-drafts.type=QuestionnaireResponse",
                            "--openward.retention.rules.old-drafts.search=status=in-progress",
                            "--openward.retention.rules.old-drafts.older-than=9000d",
                            "--openward.tariff.approval-above-percent.clinic-b=10",
                            "--openward.packages.folder=" + freshFolder(),
                            "--openward.validation.rules.guides.profile=https://guides.example/*",
                            "--openward.validation.rules.guides.outcome=refuse",
                            "--openward.validation.rules.vital-signs.profile=http://hl7.org/fhir/StructureDefinition/vitalsigns",
                            "--openward.validation.rules.vital-signs.outcome=warn",
                            "--openward.data-dir=" + freshFolder()));
            open = new Hospital(server, certificates, postOffice);
        }
        return open;
    }

    /** One with TLS, two without, and one for others than this machine. */
    private static String[] withFurtherPorts(AnalyzerCertificates certificates, String... settings) {
        var all = new ArrayList<>(List.of(settings));
        for (var port = 0; port < 4; port++) {
            all.add("--openward.mllp.ports[" + port + "].port=0");
            all.add("--openward.mllp.ports[" + port + "].address=127.0.0.1");
        }
        all.add("--openward.mllp.ports[0].tls.bundle=analyzers");
        all.addAll(certificates.bundle("analyzers"));
        all.add("--openward.mllp.ports[1].limits.allow=127.0.0.0/8,192.0.2.0/24");
        all.add("--openward.mllp.ports[3].limits.allow=192.0.2.0/24");
        return all.toArray(String[]::new);
    }

    /** Of its port with TLS, and of the analyzer that is known there. */
    public AnalyzerCertificates certificates() {
        return certificates;
    }

    /** Where its notifications by mail go, to addresses at mail.example. */
    public PostOffice postOffice() {
        return postOffice;
    }

    private static Path freshFolder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "hospitals")), "data-");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The demo client in the default tenant, with every right. */
    public FhirClient asDemo() {
        return withScope("system/*.cruds");
    }

    /** The demo client in the default tenant, with a token that carries just that scope. */
    public FhirClient withScope(String scope) {
        return clients.get(scope, wanted -> FhirClient.withToken(root(), "/fhir", "demo", "demo-secret", wanted));
    }

    /** The client of tenant clinic-b, with every right there. */
    public FhirClient asClinicB() {
        return clients.get(
                "clinic-b",
                tenant -> FhirClient.withToken(root(), "/fhir/clinic-b", "demo-b", "demo-b-secret", "system/*.cruds"));
    }

    /** A client that may bring medical record numbers along from another system. */
    public FhirClient asMigrator() {
        return clients.get(
                "migrator",
                client -> FhirClient.withToken(root(), "/fhir", client, "migrator-secret", "system/*.cruds"));
    }

    /** A client that may read the bytes of messages and nothing else of the feed. */
    public FhirClient asFeedReader() {
        return clients.get(
                "feed-reader",
                client -> FhirClient.withToken(root(), "/fhir", client, "feed-reader-secret", "system/*.rs"));
    }

    /** A client of tenant corpus, with every right there; a test provisions that tenant. */
    public FhirClient asCorpus() {
        return clients.get(
                "corpus",
                client -> FhirClient.withToken(root(), "/fhir/corpus", client, "corpus-secret", "system/*.cruds"));
    }

    /** Somebody else than the demo client of that path's tenant, who may approve what that one proposes. */
    public FhirClient asApprover(String base) {
        return clients.get(
                "approver " + base,
                client ->
                        FhirClient.withToken(root(), base, "demo-approver", "demo-approver-secret", "system/*.cruds"));
    }

    /**
     * Somebody who works in a role, with a token as wide as tokens can be.
     *
     * @param user the record that stands for him, such as {@code Practitioner/12}; nobody if empty
     */
    public FhirClient inRole(String role, String user) {
        return inRoles(List.of(role), user, Map.of());
    }

    /** The same with several roles, and with what else the token says. */
    public FhirClient inRoles(List<String> roles, String user, Map<String, Object> more) {
        var claims = new HashMap<String, Object>();
        claims.put("sub", "person-of-" + String.join("-", roles) + user);
        claims.put("roles", roles);
        if (!user.isEmpty()) {
            claims.put("fhirUser", user);
        }
        claims.putAll(more);
        return withClaims("/fhir", claims);
    }

    /**
     * An administrator of the default tenant with a token as wide as tokens can be, which says that besides or instead.
     *
     * @param base the path of the FHIR base
     */
    public FhirClient withClaims(String base, Map<String, Object> more) {
        @SuppressWarnings("unchecked") // the server has one key source
        JWKSource<SecurityContext> keys = part(JWKSource.class);
        var now = Instant.now();
        var claims = JwtClaimsSet.builder()
                .subject("somebody")
                .issuer(root().toString())
                .audience(List.of(root() + "/fhir"))
                .issuedAt(now)
                .expiresAt(now.plusSeconds(900))
                .claim("client_id", "demo-portal")
                .claim("scope", "user/*.cruds")
                .claim("permissions", List.of("operation/*"))
                .claim("tenants", List.of("default"))
                .claim("roles", List.of("ADM"))
                .claims(all -> all.putAll(more));
        var encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(known -> known.get(0));
        var token = encoder.encode(JwtEncoderParameters.from(claims.build()));
        return FhirClient.withBearer(root(), base, token.getTokenValue());
    }

    /** A tenant for the tests that name it, with a partition that no other has; the first of them opens it. */
    public Tenant clinic(TenantId id) {
        return clinic(id, ZoneId.of("UTC"));
    }

    /** The same where the clocks show that zone's time. */
    public Tenant clinic(TenantId id, ZoneId timeZone) {
        part(Tenants.class).open(id, "Clinic " + id.value(), timeZone, Currency.getInstance("INR"));
        return part(Tenants.class).named(id);
    }

    /** Whoever holds that token. */
    public FhirClient withBearer(String token) {
        return FhirClient.withBearer(root(), "/fhir", token);
    }

    public FhirClient anonymous() {
        return FhirClient.withoutToken(root(), "/fhir");
    }

    /** The server's address without a path, such as {@code http://127.0.0.1:41234}. */
    public URI root() {
        return URI.create(
                "http://127.0.0.1:" + server.getBean(Environment.class).getRequiredProperty("local.server.port"));
    }

    /** A part of the running server, for what cannot be seen from outside, such as rows left in a table. */
    public <T> T part(Class<T> type) {
        return type.isInstance(server) ? type.cast(server) : server.getBean(type);
    }
}
