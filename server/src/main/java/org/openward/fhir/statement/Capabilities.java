package org.openward.fhir.statement;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.rest.annotation.Metadata;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.openward.fhir.search.SearchedParameters;

/**
 * The CapabilityStatement: what HAPI finds in its providers, and what the departments say. It is made once a minute for each
 * address that it is asked at, for it names that address.
 */
public class Capabilities extends JpaCapabilityStatementProvider {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int ADDRESSES = 20;
    private static final String ANYWHERE = "";
    private static final String BULK_DATA = "http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data";
    private static final List<String> GUIDES = List.of(
            "http://hl7.org/fhir/smart-app-launch/ImplementationGuide/hl7.fhir.uv.smart-app-launch",
            "http://hl7.org/fhir/uv/bulkdata/ImplementationGuide/hl7.fhir.uv.bulkdata",
            "http://hl7.org/fhir/uv/ips/ImplementationGuide/hl7.fhir.uv.ips",
            "http://hl7.org/fhir/uv/subscriptions-backport/ImplementationGuide/hl7.fhir.uv.subscriptions-backport");

    /** Composites of a reference or of three parts, which HAPI refuses whatever their value. */
    private static final Map<String, Set<String>> UNANSWERED = Map.of(
            "DocumentReference",
            Set.of("relationship"),
            "MolecularSequence",
            Set.of(
                    "chromosome-variant-coordinate",
                    "chromosome-window-coordinate",
                    "referenceseqid-variant-coordinate",
                    "referenceseqid-window-coordinate"));

    /** What is the same at every address: whoever invents addresses has no new statement made for each. */
    private final Cache<String, CapabilityStatement> common =
            Caffeine.newBuilder().expireAfterWrite(KEPT).build();

    private final Cache<String, CapabilityStatement> statements =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(ADDRESSES).build();
    private final RestfulServer server;
    private final List<StatementPart> parts;
    private final ServedOperations operations;

    public Capabilities(
            RestfulServer server,
            IFhirSystemDao<?, ?> system,
            JpaStorageSettings storage,
            ISearchParamRegistry searchParameters,
            IValidationSupport definitions,
            StatementSources sources) {
        super(server, system, storage, searchParameters, definitions);
        // How many records there are is nobody's business who has no token.
        setIncludeResourceCounts(false);
        this.server = server;
        this.parts = sources.parts();
        this.operations = new ServedOperations(server, sources);
        parts.forEach(part -> part.onChange(this::forget));
    }

    private void forget() {
        common.invalidateAll();
        statements.invalidateAll();
    }

    /** Kept here by address; HAPI would keep one for all. */
    @Override
    @Metadata(cacheMillis = 0)
    public IBaseConformance getServerConformance(HttpServletRequest http, RequestDetails request) {
        return statements.get(request.getFhirServerBase(), address -> addressed(http, request));
    }

    private CapabilityStatement addressed(HttpServletRequest http, RequestDetails request) {
        var statement = common.get(ANYWHERE, any -> made(http, request)).copy();
        statement
                .getImplementation()
                .setUrl(server.getServerAddressStrategy().determineServerBase(http.getServletContext(), http));
        parts.forEach(part -> part.addTo(statement, request));
        return statement;
    }

    private CapabilityStatement made(HttpServletRequest http, RequestDetails request) {
        var statement = (CapabilityStatement) super.getServerConformance(http, request);
        statement.setId("openward");
        statement.setName("OpenWard").setTitle("OpenWard FHIR R4 server");
        statement.setInstantiates(List.of(new CanonicalType(BULK_DATA)));
        GUIDES.forEach(statement::addImplementationGuide);
        statement.getRestFirstRep().addInteraction().setCode(SystemRestfulInteraction.BATCH);
        statement.getRestFirstRep().getResource().forEach(Capabilities::withoutUnanswered);
        operations.nameDefinitions(statement);
        return statement;
    }

    private static void withoutUnanswered(CapabilityStatementRestResourceComponent resource) {
        var unanswered = UNANSWERED.getOrDefault(resource.getType(), Set.of());
        resource.getSearchParam()
                .removeIf(parameter -> unanswered.contains(parameter.getName()) || isOfNoSearch(parameter.getName()));
    }

    private static boolean isOfNoSearch(String name) {
        return name.startsWith("_") && !SearchedParameters.isOfEverySearch(name);
    }

    /** A stored definition first, then the one of an operation that is served here. */
    @Override
    public IBaseResource readOperationDefinition(IIdType id, RequestDetails request) {
        return KnownDefinitions.read(id, request, () -> operations
                .stored(id, request)
                .or(() -> operations.published(id))
                .or(() -> operations.foreign(id, atHapi -> super.readOperationDefinition(atHapi, request)))
                .orElseGet(() -> super.readOperationDefinition(id, request)));
    }
}
