package org.openward.astm.tcp;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.openward.hl7v2.mllp.Traffic;

/** What all lines of a port share. */
record Backstage(LineOwner owner, Executor workers, Traffic traffic, Clock clock) {}
