package org.openward.interfaceengine.astm;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.openward.astm.link.LinkSettings;
import org.openward.astm.link.LinkSettings.Patience;
import org.openward.astm.link.LinkSettings.Sizes;
import org.openward.astm.tcp.AstmServer;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.TcpListener;
import org.openward.interfaceengine.ports.AnalyzerPort;
import org.openward.interfaceengine.ports.AnalyzerPort.Protocol;
import org.openward.interfaceengine.ports.AnalyzerPort.Talk;
import org.openward.interfaceengine.ports.Equipment;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ports for analyzers that speak ASTM. */
@Configuration
@EnableConfigurationProperties(AstmSettings.class)
class AstmEngine {
    private final AstmSettings settings;
    private final AstmLines lines;
    private final LeftOvers leftOvers;
    private final Clock clock;

    AstmEngine(AstmSettings settings, AstmLines lines, LeftOvers leftOvers, Clock clock) {
        this.settings = settings;
        this.lines = lines;
        this.leftOvers = leftOvers;
        this.clock = clock;
    }

    @Bean
    AnalyzerPort astm(Equipment equipment) {
        var protocol = new Protocol("ASTM", "openward.feed.astm.connections", this::talk);
        return new AnalyzerPort(protocol, settings.open(), equipment);
    }

    private Talk talk() {
        return new Speaking(new AstmServer(AnalyzerPort.INTAKE_THREADS, lines, clock), leftOvers);
    }

    /** As long as lines are open, what broke off on them is looked after. */
    private record Speaking(AstmServer server, LeftOvers leftOvers) implements Talk {
        @Override
        public TcpListener begin(ListenerSettings port) throws IOException {
            var opened = server.listen(port, line(port.limits()));
            leftOvers.begin();
            return opened;
        }

        @Override
        public void end(Duration patience) throws InterruptedException {
            leftOvers.end();
            server.stop(patience);
        }
    }

    private static LinkSettings line(ListenerSettings.Limits limits) {
        var longest = limits.messageBytes();
        return LinkSettings.HOST
                .with(new Sizes(Sizes.STANDARD.sentText(), Math.min(Sizes.STANDARD.frame(), longest), longest))
                .with(Patience.STANDARD.withFrame(limits.frameTime()));
    }
}
