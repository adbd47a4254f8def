package org.openward.interfaceengine.ports;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.mllp.FrameMemory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What holds for all ports for analyzers together.
 *
 * @param memory for unfinished messages of all connections of all ports; a quarter of the heap if nothing is said
 * @param connectionsPerDevice that one analyzer may have open, whatever their port and address
 */
@Validated
@ConfigurationProperties("openward.feed")
record SharedSettings(@Nullable DataSize memory, @Min(1) @Max(10_000) @DefaultValue("20") int connectionsPerDevice) {
    FrameMemory forFrames() {
        return memory == null ? FrameMemory.usual() : new FrameMemory(memory.toBytes());
    }
}
