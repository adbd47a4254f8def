package org.openward.interfaceengine.ports;

import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.mllp.FrameMemory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What the ports for analyzers may take of the server's memory.
 *
 * @param memory for unfinished messages of all connections of all ports; a quarter of the heap if nothing is said
 */
@ConfigurationProperties("openward.feed")
record MemorySettings(@Nullable DataSize memory) {
    FrameMemory forFrames() {
        return memory == null ? FrameMemory.usual() : new FrameMemory(memory.toBytes());
    }
}
