package org.openward.interfaceengine;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Device;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;

/** Sees every Device and ConceptMap that is written, so that the very next message is read by it. */
@FhirGuard
@Interceptor
class AnalyzerWatch {
    private final Analyzers analyzers;
    private final CodeMaps maps;

    AnalyzerWatch(Analyzers analyzers, CodeMaps maps) {
        this.analyzers = analyzers;
        this.maps = maps;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        watch(created);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource after) {
        watch(after);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof Device device) {
            analyzers.remove(device.getIdElement().getIdPart());
        } else if (deleted instanceof ConceptMap) {
            maps.forget();
        }
    }

    private void watch(IBaseResource written) {
        if (written instanceof Device device) {
            enter(device);
        } else if (written instanceof ConceptMap) {
            maps.forget();
        }
    }

    private void enter(Device device) {
        var analyzer = AnalyzerSettings.read(device, Acting.tenant());
        if (analyzer.isEmpty()) {
            analyzers.remove(device.getIdElement().getIdPart());
            return;
        }
        if (analyzers.isCertificateOfAnother(analyzer.get())) {
            throw new CertificateTaken();
        }
        analyzers.enter(analyzer.get());
    }
}
