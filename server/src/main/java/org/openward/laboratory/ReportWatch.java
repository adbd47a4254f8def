package org.openward.laboratory;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.FhirStore;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.orders.Orders;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.springframework.context.ApplicationEventPublisher;

/** Sees every laboratory report become final, whoever wrote it: its order is carried out, and it is announced once. */
@FhirGuard
@Interceptor
class ReportWatch {
    private final FhirStore fhir;
    private final Orders orders;
    private final FinalReports finalReports;
    private final ApplicationEventPublisher events;
    private final Tenants tenants;
    private final Clock clock;

    ReportWatch(
            FhirStore fhir,
            Orders orders,
            FinalReports finalReports,
            ApplicationEventPublisher events,
            Tenants tenants,
            Clock clock) {
        this.fhir = fhir;
        this.orders = orders;
        this.finalReports = finalReports;
        this.events = events;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void guard(@Nullable IBaseResource before, IBaseResource after, RequestDetails request) {
        if (before instanceof DiagnosticReport known
                && after instanceof DiagnosticReport changed
                && isLaboratory(known)
                && ReportStates.isFinal(known.getStatus())
                && !ReportStates.isFinal(changed.getStatus())
                && !ReportStates.isVoid(changed.getStatus())
                && !DeskRequest.isDesk(request)) {
            throw new FinalReportStays();
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        watch(created);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource after) {
        watch(after);
    }

    private void watch(IBaseResource written) {
        if (written instanceof DiagnosticReport report
                && isLaboratory(report)
                && ReportStates.isFinal(report.getStatus())
                && isAbout(report, "Patient")
                && finalReports.isFirstTime(report.getIdElement().getIdPart())) {
            announce(report);
        }
    }

    private void announce(DiagnosticReport report) {
        var order = report.getBasedOn().stream()
                .filter(reference ->
                        "ServiceRequest".equals(reference.getReferenceElement().getResourceType()))
                .findFirst()
                .map(ReportWatch::id)
                .flatMap(id -> fhir.find(ServiceRequest.class, id));
        var code = order.map(ServiceRequest::getCode)
                .flatMap(ReportWatch::coding)
                .or(() -> coding(report.getCode()))
                .orElseGet(Coding::new);
        events.publishEvent(new ReportFinalized(
                Acting.tenant(),
                report.getIdElement().getIdPart(),
                id(report.getSubject()),
                order.map(found -> found.getIdElement().getIdPart()).orElse(null),
                encounter(report, order),
                textOf(code.getSystem()),
                textOf(code.getCode()),
                tenants.current().dayOf(clock.instant())));
        order.ifPresent(found -> orders.complete(found.getIdElement().getIdPart()));
    }

    private static @Nullable String encounter(DiagnosticReport report, Optional<ServiceRequest> order) {
        var reference = report.hasEncounter()
                ? report.getEncounter()
                : order.map(ServiceRequest::getEncounter).orElseGet(Reference::new);
        return reference.hasReference() ? id(reference) : null;
    }

    private static String textOf(@Nullable String part) {
        return part == null ? "" : part;
    }

    /** LOINC first, since prices and reports go by it. */
    private static Optional<Coding> coding(CodeableConcept concept) {
        return concept.getCoding().stream()
                .filter(coding -> Systems.LOINC.equals(coding.getSystem()))
                .findFirst()
                .or(() -> concept.getCoding().stream().filter(Coding::hasCode).findFirst());
    }

    private static boolean isLaboratory(DiagnosticReport report) {
        return !report.hasCategory()
                ? coding(report.getCode())
                        .filter(code -> Systems.LOINC.equals(code.getSystem()))
                        .isPresent()
                : report.getCategory().stream()
                        .flatMap(category -> category.getCoding().stream())
                        .anyMatch(LaboratorySections::contains);
    }

    private static boolean isAbout(DiagnosticReport report, String type) {
        return type.equals(report.getSubject().getReferenceElement().getResourceType());
    }

    private static String id(Reference reference) {
        return reference.getReferenceElement().getIdPart();
    }
}
