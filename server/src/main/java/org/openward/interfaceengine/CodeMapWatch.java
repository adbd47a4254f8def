package org.openward.interfaceengine;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ConceptMap;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Sees every change of a ConceptMap, so that the next message is read by the new one. */
@FhirGuard
@Interceptor
class CodeMapWatch {
    private final CodeMaps maps;

    CodeMapWatch(CodeMaps maps) {
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
        watch(deleted);
    }

    private void watch(IBaseResource written) {
        if (written instanceof ConceptMap && TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    maps.forget();
                }
            });
        }
    }
}
