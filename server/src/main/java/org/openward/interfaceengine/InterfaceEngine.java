package org.openward.interfaceengine;

import java.time.Clock;
import java.util.UUID;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.batch.BatchAcknowledgements;
import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.interfaceengine.outbound.ChangeOrigins;
import org.openward.interfaceengine.outbound.WorkQueries;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the HL7 adapters need from the server. */
@Configuration
@EnableConfigurationProperties(MllpSettings.class)
class InterfaceEngine {
    /** MSH-10 has room for 20 characters in older versions of HL7. */
    private static final int CONTROL_ID_LENGTH = 20;

    @Bean
    Acknowledgements acknowledgements(Clock clock) {
        return new Acknowledgements(clock, InterfaceEngine::controlId, "OPENWARD");
    }

    @Bean
    BatchAcknowledgements batchAcknowledgements(Clock clock) {
        return new BatchAcknowledgements(clock, InterfaceEngine::controlId);
    }

    @Bean
    Answers answers(Acknowledgements acknowledgements, WorkQueries queries) {
        return new Answers(acknowledgements, queries);
    }

    @Bean
    OtherMessages otherMessages(WorkQueries queries, ChangeDesk changes, ChangeOrigins origins) {
        return new OtherMessages(queries, changes, origins);
    }

    private static String controlId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, CONTROL_ID_LENGTH);
    }
}
