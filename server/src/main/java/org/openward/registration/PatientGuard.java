package org.openward.registration;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirGuard;
import org.openward.profiles.Systems;

/** Sees to it that no patient is stored without this tenant's medical record number, whichever way the patient came in. */
@FhirGuard
@Interceptor
public class PatientGuard {
    private final MedicalRecordNumbers numbers;
    private final Merging merging;

    PatientGuard(MedicalRecordNumbers numbers, Merging merging) {
        this.numbers = numbers;
        this.merging = merging;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void beforeRegistration(IBaseResource resource) {
        if (resource instanceof Patient patient) {
            numbers.give(patient);
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void beforeChange(IBaseResource before, IBaseResource after) {
        // A merge gives the survivor the number of the record that ends as an old one; undoing it takes it away again.
        if (!merging.isGoingOn()
                && before instanceof Patient known
                && after instanceof Patient changed
                && !isErased(changed)) {
            numbers.carryForward(known, changed);
        }
    }

    /** An erased patient loses his number; that nobody else looks like one is seen to by those who erase. */
    private static boolean isErased(Patient patient) {
        return patient.getIdentifier().stream().anyMatch(number -> Systems.ERASURE.equals(number.getSystem()));
    }
}
