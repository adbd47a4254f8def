package org.openward;

import java.time.Clock;
import org.openward.database.DatabaseCommands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchRestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration;
import org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration;
import org.springframework.boot.autoconfigure.thymeleaf.ThymeleafAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The OpenWard server: one process that a hospital starts with one command. */
@EnableAsync
@EnableScheduling
@SpringBootApplication(
        exclude = {
            // Starts a sniffer thread that logs errors for ever.
            ElasticsearchRestClientAutoConfiguration.class,
            // The database package migrates before anything else starts, as the owner role.
            FlywayAutoConfiguration.class,
            // HAPI brings its own entity manager and scheduler.
            HibernateJpaAutoConfiguration.class,
            QuartzAutoConfiguration.class,
            ThymeleafAutoConfiguration.class
        })
public class HospitalServer {
    public static void main(String[] arguments) {
        if (DatabaseCommands.asked(arguments)) {
            System.exit(DatabaseCommands.carryOut(Clock.systemUTC(), arguments));
        }
        SpringApplication.run(HospitalServer.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
