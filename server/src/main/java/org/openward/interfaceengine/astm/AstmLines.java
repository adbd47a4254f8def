package org.openward.interfaceengine.astm;

import java.time.Clock;
import java.time.Duration;
import org.openward.astm.tcp.Conversation;
import org.openward.astm.tcp.LineOwner;
import org.openward.hl7v2.mllp.ReceivedBytes.Connection;
import org.openward.interfaceengine.FeedIntake;
import org.openward.interfaceengine.ports.DeviceLines;
import org.springframework.stereotype.Component;

/** Everything that the lines of the port have in common. */
@Component
class AstmLines implements LineOwner {
    private final FeedIntake feed;
    private final FeedParts parts;
    private final WorkAnswers worklists;
    private final AstmSettings settings;
    private final Clock clock;
    private final DeviceLines lines;

    AstmLines(
            FeedIntake feed,
            FeedParts parts,
            WorkAnswers worklists,
            AstmSettings settings,
            Clock clock,
            DeviceLines lines) {
        this.lines = lines;
        this.feed = feed;
        this.parts = parts;
        this.worklists = worklists;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Conversation open(Connection line) {
        return new AstmLine(this, line);
    }

    FeedIntake feed() {
        return feed;
    }

    FeedParts parts() {
        return parts;
    }

    WorkAnswers worklists() {
        return worklists;
    }

    /** After so long without another part, no line is at work on a message any more. */
    Duration silence() {
        return settings.frameTime().multipliedBy(2);
    }

    DeviceLines lines() {
        return lines;
    }

    Clock clock() {
        return clock;
    }
}
