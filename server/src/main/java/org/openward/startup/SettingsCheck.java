package org.openward.startup;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** Refuses a setting that nobody reads or that cannot be read, before anything is started. */
@Order(Ordered.LOWEST_PRECEDENCE)
final class SettingsCheck implements EnvironmentPostProcessor {
    /** Kubernetes tells every container of a service named openward its address in such variables. */
    private static final Pattern ADDRESS_OF_A_SERVICE =
            Pattern.compile("OPENWARD_(\\w+_)?(SERVICE_(HOST|PORT)(_\\w+)?|PORT(_\\d+_(TCP|UDP)(_\\w+)?)?)");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        check(environment, KnownSettings.ofAllDepartments());
    }

    static void check(ConfigurableEnvironment environment, KnownSettings known) {
        for (var name : given(environment)) {
            if (!known.contains(name) && !ADDRESS_OF_A_SERVICE.matcher(name).matches()) {
                throw new StartRefused("There is no setting " + name
                        + known.nearest(name)
                                .map(nearest -> ". Did you mean " + nearest + "?")
                                .orElse(".")
                        + " All settings are in docs/configuration.md.");
            }
        }
        read(environment, known.records());
    }

    private static List<String> given(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(SettingsCheck::isOurs)
                .distinct()
                .toList();
    }

    private static boolean isOurs(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("openward.") || lower.startsWith("openward_");
    }

    private static void read(ConfigurableEnvironment environment, List<Class<?>> records) {
        var binder = Binder.get(environment);
        for (var settings : records) {
            try {
                binder.bindOrCreate(KnownSettings.prefix(settings), Bindable.of(settings));
            } catch (BindException unreadable) {
                throw new StartRefused(SettingTrouble.of(unreadable), unreadable);
            }
        }
    }
}
