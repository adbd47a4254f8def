package org.openward.fhir.bulk.export;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be told of nobody in particular.
 *
 * @param peoplePerArea the first three digits of a postal code are told where so many of the tenant's patients live
 */
@Validated
@ConfigurationProperties("openward.deidentification")
record DeidentificationSettings(@Min(2) @DefaultValue("20000") int peoplePerArea) {}
