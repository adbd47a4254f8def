package org.openward.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.openward.audit.AuditSettings;
import org.openward.identity.launch.Charts;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.openward.testing.Postgres;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * The doors of the hospital without the hospital: behind them someone only says who came in. No stereotype here: the whole
 * server must not find it.
 */
@ImportAutoConfiguration({
    DataSourceTransactionManagerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    ServletWebServerFactoryAutoConfiguration.class,
    SslAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
@ComponentScan(
        basePackages = "org.openward.security",
        useDefaultFilters = false,
        includeFilters =
                @Filter(
                        type = FilterType.REGEX,
                        pattern =
                                ".*\\.(EntranceConfiguration|UnknownPath|RequestId|DoorBook|Limits|VisitorLimits|SecurityHeaders|OutgoingHttp)"))
@ComponentScan(
        basePackages = "org.openward.audit",
        useDefaultFilters = false,
        includeFilters = @Filter(type = FilterType.REGEX, pattern = ".*\\.(AuditTrail|AuditWriter|Witness)"))
@EnableConfigurationProperties(AuditSettings.class)
@Import({IssuerConfiguration.class, Tenants.class})
class GateServer {
    /** Shared with all other tests: it stays open when one server closes. */
    @Bean(destroyMethod = "")
    DataSource dataSource() {
        return Postgres.application();
    }

    @Bean
    MeterRegistry metrics() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Charts charts() {
        return new ChartsForTests();
    }

    @Bean
    ServletRegistrationBean<Porter> porter() {
        return new ServletRegistrationBean<>(new Porter(), "/fhir/*");
    }

    static class Porter extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var caller = Acting.caller();
            new ObjectMapper()
                    .writeValue(
                            response.getOutputStream(),
                            Map.of(
                                    "tenant", caller.tenant().value(),
                                    "kind", caller.kind().name(),
                                    "subject", caller.subject(),
                                    "requestId", caller.requestId()));
        }
    }
}
