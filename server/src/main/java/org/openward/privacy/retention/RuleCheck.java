package org.openward.privacy.retention;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.RecordMatching;
import org.openward.privacy.retention.RetentionSettings.Rule;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/** Refuses to start with a rule whose search nobody can carry out: it would remove nothing for years, and nobody would hear of it. */
@Component
class RuleCheck implements SmartInitializingSingleton {
    /** What else begins with a line says how results are shown, not which records are meant. */
    private static final Set<String> OF_ALL_TYPES =
            Set.of("_id", "_has", "_lastUpdated", "_profile", "_security", "_source", "_tag");

    private final RetentionSettings settings;
    private final RecordMatching matching;

    RuleCheck(RetentionSettings settings, RecordMatching matching) {
        this.settings = settings;
        this.matching = matching;
    }

    @Override
    public void afterSingletonsInstantiated() {
        settings.rules()
                .forEach((name, rule) -> check("openward.retention.rules." + name + ".search", rule, rule.search()));
    }

    private void check(String setting, Rule rule, @Nullable String search) {
        if (search == null) {
            return;
        }
        try {
            UrlUtil.parseQueryString(search).keySet().stream()
                    .map(parameter -> parameter.split("[:.]", 2)[0])
                    .filter(parameter -> parameter.startsWith("_") && !OF_ALL_TYPES.contains(parameter))
                    .findFirst()
                    .ifPresent(parameter -> {
                        throw new InvalidConfigurationPropertyValueException(
                                setting, search, parameter + " does not say which records are meant");
                    });
            Acting.as(Caller.server(TenantId.DEFAULT, "start"), () -> {
                matching.requireSearch(rule.type(), search);
                return setting;
            });
        } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException unusable) {
            throw new InvalidConfigurationPropertyValueException(
                    setting, search, "it is no search of " + rule.type() + " (" + unusable.getMessage() + ")");
        }
    }
}
