package org.openward.interfaceengine;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceDefinition;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.interfaceengine.families.Families;
import org.openward.profiles.Extensions;
import org.openward.tenancy.Acting;

/** Sees every Device, DeviceDefinition and ConceptMap that is written, so that the very next message is read by it. */
@FhirGuard
@Interceptor
class AnalyzerWatch {
    private final Analyzers analyzers;
    private final CodeMaps maps;
    private final Families families;

    AnalyzerWatch(Analyzers analyzers, CodeMaps maps, Families families) {
        this.analyzers = analyzers;
        this.maps = maps;
        this.families = families;
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
        } else if (deleted instanceof DeviceDefinition) {
            families.forget();
        }
    }

    private void watch(IBaseResource written) {
        if (written instanceof Device device) {
            enter(device);
        } else if (written instanceof ConceptMap) {
            maps.forget();
        } else if (written instanceof DeviceDefinition family) {
            Optional.ofNullable(family.getExtensionByUrl(Extensions.ANALYZER)).ifPresent(AnalyzerSettings::habits);
            families.forget();
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
        var family = analyzer.get().dialect().family();
        if (family != null && families.find(family).isEmpty()) {
            throw new AnalyzerNotUsable("The family " + family + " is not described: name a DeviceDefinition of this"
                    + " hospital or a published one, with the version that it has.");
        }
        analyzers.enter(analyzer.get());
    }
}
