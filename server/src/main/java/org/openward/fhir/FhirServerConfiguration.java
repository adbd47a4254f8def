package org.openward.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.interceptor.UserRequestRetryVersionConflictsInterceptor;
import ca.uhn.fhir.jpa.provider.DiffProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.IncomingRequestAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.openward.fhir.search.AlternativeDates;
import org.openward.fhir.search.SearchingServer;
import org.openward.fhir.statement.ApiDescription;
import org.openward.fhir.statement.Capabilities;
import org.openward.fhir.statement.StatementPart;
import org.openward.fhir.statement.StatementSources;
import org.openward.fhir.terminology.CodeSystemAnswers;
import org.openward.fhir.terminology.ConceptMapAnswers;
import org.openward.profiles.Definitions;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The FHIR REST edge under {@code /fhir}: collects every feature's operations, guards and interceptors by annotation. */
@Configuration
class FhirServerConfiguration {
    @Bean
    ServletRegistrationBean<RestfulServer> fhirServlet(RestfulServer server) {
        var servlet = new ServletRegistrationBean<>(server, "/fhir/*");
        servlet.setName("fhir");
        servlet.setLoadOnStartup(1);
        return servlet;
    }

    @Bean
    RestfulServer restfulServer(
            FhirContext context,
            FhirSettings settings,
            ApplicationContext beans,
            IInterceptorService storageInterceptors) {
        // Narratives are the client's affair; generating them would cost each response.
        context.setNarrativeGenerator(new NullNarrativeGenerator());
        // A record contains what its sender put into it; HAPI would look through it for more, three times a write.
        context.getParserOptions().setAutoContainReferenceTargetsWithNoId(false);
        // Who refers to a version means that version; HAPI would forget which.
        context.getParserOptions().setStripVersionsFromReferences(false);
        var server = new SearchingServer(context, beans.getBean(AlternativeDates.class));
        server.setTenantIdentificationStrategy(new TenantInUrl());
        server.setServerAddressStrategy(new IncomingRequestAddressStrategy());
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.setDefaultPageSize(settings.pageSize());
        server.setMaximumPageSize(settings.maximumPageSize());
        server.setServerName("OpenWard");
        server.setServerVersion(version());
        // HAPI binds it after the stores, so that it is asked first for OperationDefinitions; it reads stored ones,
        // too.
        server.setServerConformanceProvider(capabilities(server, beans));
        server.registerProviders(providers(beans));
        server.registerInterceptor(new ApiDescription());
        server.registerInterceptor(new UserRequestRetryVersionConflictsInterceptor());
        annotated(beans, FhirInterceptor.class).forEach(server::registerInterceptor);
        storageInterceptors.registerInterceptors(annotated(beans, FhirGuard.class));
        return server;
    }

    private static Capabilities capabilities(RestfulServer server, ApplicationContext beans) {
        var provider = new Capabilities(
                server,
                beans.getBean(IFhirSystemDao.class),
                beans.getBean(JpaStorageSettings.class),
                beans.getBean(ISearchParamRegistry.class),
                beans.getBean(IValidationSupport.class),
                new StatementSources(
                        beans.getBeanProvider(StatementPart.class)
                                .orderedStream()
                                .toList(),
                        new Definitions(server.getFhirContext()),
                        beans.getBean(DaoRegistry.class)));
        provider.setImplementationDescription("OpenWard FHIR R4 server");
        return provider;
    }

    /** That of the jar; the classes alone, as tests run them, have none. */
    private static String version() {
        return Objects.requireNonNullElse(
                FhirServerConfiguration.class.getPackage().getImplementationVersion(), "development");
    }

    /** A feature that serves a resource type itself stands in for HAPI's own provider of that type. */
    private static List<Object> providers(ApplicationContext beans) {
        var own = new ArrayList<>(annotated(beans, FhirOperations.class));
        own.add(beans.getBean(CodeSystemAnswers.class));
        own.add(beans.getBean(ConceptMapAnswers.class));
        Set<Class<?>> ownTypes = own.stream()
                .filter(IResourceProvider.class::isInstance)
                .map(provider -> ((IResourceProvider) provider).getResourceType())
                .collect(Collectors.toSet());
        var providers = new ArrayList<Object>(own);
        beans.getBean(ResourceProviderFactory.class).createProviders().stream()
                .filter(provider ->
                        !(provider instanceof IResourceProvider stock) || !ownTypes.contains(stock.getResourceType()))
                .forEach(providers::add);
        providers.add(beans.getBean(JpaSystemProvider.class));
        providers.add(beans.getBean(DiffProvider.class));
        providers.addAll(annotated(beans, StandardOperations.class));
        return providers;
    }

    private static Collection<Object> annotated(
            ApplicationContext beans, Class<? extends java.lang.annotation.Annotation> mark) {
        return beans.getBeansWithAnnotation(mark).values();
    }
}
