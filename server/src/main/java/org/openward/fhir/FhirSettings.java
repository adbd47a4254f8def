package org.openward.fhir;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one FHIR request may ask for at most, and what its records must be.
 *
 * @param pageSize entries of a search page when the client does not say
 * @param maximumPageSize entries of a search page, whatever the client says
 * @param maximumBundleEntries entries of one batch or transaction
 * @param maximumBodySize bytes of one request body
 * @param maximumUploadSize bytes of one file that is brought as it is, such as a release of LOINC
 * @param validateProfiles whether a record that claims one of OpenWard's profiles must meet it
 */
@Validated
@ConfigurationProperties("openward.fhir")
public record FhirSettings(
        @Min(1) @Max(1000) @DefaultValue("20") int pageSize,
        @Min(1) @Max(10_000) @DefaultValue("500") int maximumPageSize,
        @Min(1) @Max(100_000) @DefaultValue("5000") int maximumBundleEntries,
        @DefaultValue("50MB") DataSize maximumBodySize,
        @DefaultValue("2GB") DataSize maximumUploadSize,
        @DefaultValue("true") boolean validateProfiles) {}
