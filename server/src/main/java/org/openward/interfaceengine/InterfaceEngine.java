package org.openward.interfaceengine;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.batch.BatchAcknowledgements;
import org.openward.hl7v2.mllp.InboundMessages;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.MllpServer;
import org.openward.hl7v2.mllp.TcpListener;
import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.interfaceengine.controls.ControlRuns;
import org.openward.interfaceengine.frames.FrameReception;
import org.openward.interfaceengine.gauges.LineMeters;
import org.openward.interfaceengine.origins.ChangeOrigins;
import org.openward.interfaceengine.outbound.WorkQueries;
import org.openward.interfaceengine.ports.AnalyzerPort;
import org.openward.interfaceengine.ports.AnalyzerPort.Protocol;
import org.openward.interfaceengine.ports.AnalyzerPort.Talk;
import org.openward.interfaceengine.ports.Equipment;
import org.openward.interfaceengine.worklists.TubeQueries;
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
    Answers answers(Acknowledgements acknowledgements, WorkQueries queries, TubeQueries tubes) {
        return new Answers(acknowledgements, queries, tubes);
    }

    /** The ports for analyzers that speak HL7 v2. */
    @Bean
    AnalyzerPort mllp(
            MllpSettings settings,
            FrameReception reception,
            Acknowledgements acknowledgements,
            Clock clock,
            Equipment equipment) {
        var protocol = new Protocol(
                "MLLP",
                "openward.feed.connections",
                () -> new Speaking(new MllpServer(AnalyzerPort.INTAKE_THREADS, acknowledgements, clock), reception));
        return new AnalyzerPort(protocol, settings.open(), equipment);
    }

    private record Speaking(MllpServer server, InboundMessages reception) implements Talk {
        @Override
        public TcpListener begin(ListenerSettings port) throws IOException {
            return server.listen(port, reception);
        }

        @Override
        public void end(Duration patience) throws InterruptedException {
            server.stop(patience);
        }
    }

    @Bean
    OtherMessages otherMessages(
            WorkQueries queries, ChangeDesk changes, ChangeOrigins origins, ControlRuns controls, LineMeters meters) {
        return new OtherMessages(queries, changes, origins, controls, meters);
    }

    private static String controlId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, CONTROL_ID_LENGTH);
    }
}
