package org.openward.fhir.terminology.load;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How large a code system may be that is loaded.
 *
 * @param unpacked bytes of all that is read of its archive
 * @param codes how many
 */
@Validated
@ConfigurationProperties("openward.terminology")
public record LoadSettings(
        @DefaultValue("16GB") DataSize unpacked, @Min(1) @Max(20_000_000) @DefaultValue("3000000") int codes) {}
