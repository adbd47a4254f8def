package org.openward.fhir.validation;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.openward.fhir.FhirSettings;
import org.openward.fhir.validation.ValidationSettings.Outcome;
import org.openward.fhir.validation.ValidationSettings.Rule;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Which profiles a record is held to, and what becomes of it if it does not meet them: OpenWard's own first, then the hospital's rules. */
@Component
@EnableConfigurationProperties(ValidationSettings.class)
class HeldProfiles {
    private final Set<String> own;
    private final boolean holdsOwn;
    private final ValidationSettings rules;

    HeldProfiles(PublishedDefinitions published, FhirSettings settings, ValidationSettings rules) {
        this.own = published.profiles();
        this.holdsOwn = settings.validateProfiles();
        this.rules = rules;
    }

    /** Whether anything is asked of it. */
    boolean asksOf(IBaseResource record) {
        return asks(record, Outcome.REFUSE) || asks(record, Outcome.WARN);
    }

    /** Whether anything is asked of it with that outcome, if only that it is as the standard says. */
    boolean asks(IBaseResource record, Outcome outcome) {
        return rules.of(record.fhirType(), outcome).findAny().isPresent()
                || claims(record).anyMatch(claim -> outcomeOf(claim) == outcome);
    }

    /** What it must meet with that outcome, claimed or not. */
    Set<String> of(IBaseResource record, Outcome outcome) {
        var profiles = new LinkedHashSet<String>();
        claims(record).filter(claim -> outcomeOf(claim) == outcome).forEach(profiles::add);
        rules.of(record.fhirType(), outcome).map(Rule::profile).forEach(profile -> {
            if (profile != null) {
                profiles.add(profile);
            }
        });
        return profiles;
    }

    private Outcome outcomeOf(String claim) {
        if (own.contains(StringUtils.substringBefore(claim, "|"))) {
            return holdsOwn ? Outcome.REFUSE : Outcome.IGNORE;
        }
        return rules.outcomeOf(claim);
    }

    private static Stream<String> claims(IBaseResource record) {
        return record.getMeta().getProfile().stream()
                .map(IPrimitiveType::getValueAsString)
                .filter(StringUtils::isNotBlank);
    }
}
