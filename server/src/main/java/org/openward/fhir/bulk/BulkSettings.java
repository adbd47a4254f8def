package org.openward.fhir.bulk;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How bulk jobs are carried out.
 *
 * @param expiry how long the files of a finished job can be fetched
 * @param workers jobs that one server works on at the same time
 * @param jobsPerCaller jobs that one client may have unfinished
 * @param importFile the longest file that is imported, unpacked
 * @param importTime how long fetching one file may take
 */
@Validated
@ConfigurationProperties("openward.bulk")
public record BulkSettings(
        @DefaultValue("24h") Duration expiry,
        @Min(1) @Max(64) @DefaultValue("2") int workers,
        @Min(1) @DefaultValue("50") int jobsPerCaller,
        @DefaultValue("4GB") DataSize importFile,
        @DefaultValue("1h") Duration importTime) {}
