package org.openward.interfaceengine;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Device;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;

/** Enters every analyzer in the register as its Device is written, in the same transaction. */
@FhirGuard
@Interceptor
class AnalyzerWatch {
    private final Analyzers analyzers;

    AnalyzerWatch(Analyzers analyzers) {
        this.analyzers = analyzers;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        if (created instanceof Device device) {
            enter(device);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource after) {
        if (after instanceof Device device) {
            enter(device);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof Device device) {
            analyzers.remove(device.getIdElement().getIdPart());
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
