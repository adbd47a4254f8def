package org.openward.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsCheckTest {
    private final KnownSettings known = KnownSettings.of(List.of(Kitchen.class));

    @ConfigurationProperties("openward.kitchen")
    record Kitchen(
            @DefaultValue("3") int mealsADay,
            @DefaultValue("UTC") ZoneId timeZone,
            @DefaultValue Oven oven,
            @DefaultValue List<Oven> spareOvens,
            @DefaultValue Map<String, String> diets) {
        Kitchen {
            if (mealsADay < 0) {
                throw new IllegalArgumentException("Patients need to eat.");
            }
        }

        record Oven(@DefaultValue("") String password) {}
    }

    @Test
    void every_component_of_a_settings_record_is_a_setting() {
        assertThat(known.names())
                .containsExactly(
                        "openward.kitchen.meals-a-day",
                        "openward.kitchen.oven.password",
                        "openward.kitchen.spare-ovens.password",
                        "openward.kitchen.time-zone");
    }

    @Test
    void the_settings_of_the_departments_are_found_without_a_list() {
        assertThat(KnownSettings.ofAllDepartments().names())
                .contains("openward.data-dir", "openward.database.url", "openward.database.owner.password");
    }

    @Test
    void every_setting_has_its_line_in_the_documentation() throws Exception {
        var documented = Files.readString(Path.of("..", "docs", "configuration.md"));
        var settings = KnownSettings.ofAllDepartments();

        assertThat(Stream.concat(settings.names().stream(), settings.open().stream())
                        .filter(name -> !name.startsWith("openward.kitchen.")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(documented).contains("| `" + name + "` |"));
    }

    @Test
    void an_unknown_setting_is_refused_with_the_nearest_known_one() {
        var given = onTheCommandLine("openward.kitchen.meal-a-day", "2");

        assertThatThrownBy(() -> SettingsCheck.check(given, known))
                .isInstanceOf(StartRefused.class)
                .hasMessage("There is no setting openward.kitchen.meal-a-day. Did you mean"
                        + " openward.kitchen.meals-a-day? All settings are in docs/configuration.md.");
    }

    @Test
    void an_unknown_variable_of_the_environment_is_refused() {
        var given = inTheEnvironment("OPENWARD_KITCHEN_MEALS", "2");

        assertThatThrownBy(() -> SettingsCheck.check(given, known))
                .hasMessageStartingWith("There is no setting OPENWARD_KITCHEN_MEALS. Did you mean openward.kitchen.");
    }

    @Test
    void every_spelling_of_a_known_setting_is_accepted() {
        assertThatCode(() -> {
                    SettingsCheck.check(onTheCommandLine("openward.kitchen.mealsADay", "2"), known);
                    SettingsCheck.check(onTheCommandLine("openward.kitchen.spare-ovens[0].password", "x"), known);
                    SettingsCheck.check(onTheCommandLine("openward.kitchen.diets.low-salt", "no chips"), known);
                    SettingsCheck.check(inTheEnvironment("OPENWARD_KITCHEN_MEALSADAY", "2"), known);
                    SettingsCheck.check(inTheEnvironment("OPENWARD_KITCHEN_MEALS_A_DAY", "2"), known);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void a_value_that_breaks_a_settings_own_rule_is_refused_in_that_rules_words() {
        var given = onTheCommandLine("openward.kitchen.meals-a-day", "-1");

        assertThatThrownBy(() -> SettingsCheck.check(given, known))
                .isInstanceOf(StartRefused.class)
                .hasMessage(
                        "The setting openward.kitchen is refused: Patients need to eat. See docs/configuration.md.");
    }

    @Test
    void the_addresses_that_kubernetes_puts_into_the_environment_are_no_settings() {
        assertThatCode(() -> {
                    SettingsCheck.check(inTheEnvironment("OPENWARD_SERVICE_HOST", "10.0.0.1"), known);
                    SettingsCheck.check(inTheEnvironment("OPENWARD_PORT_8080_TCP_ADDR", "10.0.0.1"), known);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void a_value_that_cannot_be_read_is_refused_by_the_name_of_its_setting() {
        var given = onTheCommandLine("openward.kitchen.time-zone", "Midnight");

        assertThatThrownBy(() -> SettingsCheck.check(given, known))
                .isInstanceOf(StartRefused.class)
                .hasMessage("The value of the setting openward.kitchen.time-zone is no valid ZoneId."
                        + " See docs/configuration.md.");
    }

    private static StandardEnvironment onTheCommandLine(String name, String value) {
        var environment = environment();
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", Map.of(name, value)));
        return environment;
    }

    private static StandardEnvironment inTheEnvironment(String name, String value) {
        var environment = environment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, value)));
        return environment;
    }

    private static StandardEnvironment environment() {
        var environment = new StandardEnvironment();
        environment.setConversionService(new ApplicationConversionService());
        return environment;
    }
}
