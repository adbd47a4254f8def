package org.openward.identity.launch;

import java.util.Optional;
import org.openward.tenancy.TenantId;

/**
 * What an app has before it from its first moment on.
 *
 * @param patient the id of the patient
 * @param encounter the id of an encounter of that patient
 * @param needsPatientBanner whether the app must say itself whose record it shows
 */
public record LaunchContext(TenantId tenant, String patient, Optional<String> encounter, boolean needsPatientBanner) {}
