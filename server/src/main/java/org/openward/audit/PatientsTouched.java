package org.openward.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.auth.CompartmentSearchParameterModifications;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.verbatim.StoredBody;

/** Whose records a resource shows: the patient it is, or the patients in whose compartment it lies. */
public final class PatientsTouched {
    /** Some types, such as Task, name a patient although FHIR leaves them out of the patient's compartment. */
    static final Set<String> PATIENT_PARAMETERS = Set.of("patient", "subject");

    private final FhirContext context;
    private final PatientsInStoredBody storedBodies;

    public PatientsTouched(FhirContext context) {
        this.context = context;
        this.storedBodies = new PatientsInStoredBody(context);
    }

    /** The ids of those patients. */
    public SortedSet<String> in(@Nullable IBaseResource resource) {
        var patients = new TreeSet<String>();
        collect(resource, patients);
        return patients;
    }

    /** The same of a stored text of a type that is neither Patient nor AuditEvent. */
    public SortedSet<String> in(String type, String json) {
        return storedBodies.in(type, json);
    }

    private void collect(@Nullable IBaseResource resource, SortedSet<String> patients) {
        if (resource instanceof Bundle bundle) {
            bundle.getEntry().forEach(entry -> collect(entry.getResource(), patients));
        } else if (resource instanceof Parameters parameters) {
            parameters.getParameter().forEach(part -> collect(part, patients));
        } else if (resource instanceof Patient patient) {
            add(patient.getIdElement().getIdPart(), patients);
        } else if (resource != null && !(resource instanceof AuditEvent)) {
            // An audit event names a patient but shows nothing of his record, or looking at the trail would fill the
            // trail.
            StoredBody.of(resource)
                    .ifPresentOrElse(
                            json -> patients.addAll(storedBodies.in(resource.fhirType(), json)),
                            () -> collectOwners(resource, patients));
        }
    }

    private void collect(Parameters.ParametersParameterComponent parameter, SortedSet<String> patients) {
        collect(parameter.getResource(), patients);
        parameter.getPart().forEach(part -> collect(part, patients));
    }

    private void collectOwners(IBaseResource resource, SortedSet<String> patients) {
        var more = CompartmentSearchParameterModifications.fromAdditionalCompartmentParamNames(
                resource.fhirType(), PATIENT_PARAMETERS);
        for (var owner : context.newTerser().getCompartmentOwnersForResource("Patient", resource, more)) {
            if ("Patient".equals(owner.getResourceType())) {
                add(owner.getIdPart(), patients);
            }
        }
    }

    private static void add(@Nullable String id, SortedSet<String> patients) {
        if (id != null) {
            patients.add(id);
        }
    }
}
