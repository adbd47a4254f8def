package org.openward.fhir.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every example of FHIR R4, those of its own definitions too, on a server that is thrown away afterwards. */
@FullRun
class EveryExampleIT {
    private static final Logger LOG = LoggerFactory.getLogger(EveryExampleIT.class);
    private static final int OF_ONE_TOKEN = 100;

    @Test
    void every_published_example_comes_back_as_it_was_sent_and_is_found_by_all_that_it_says() throws Exception {
        var server = new OwnServer("--openward.mllp.port=0");
        var process = server.start();
        try {
            var faults = faults(server, examples());
            assertThat(String.join("\n", faults)).isEmpty();
        } finally {
            OwnServer.kill(process);
        }
    }

    private static List<String> faults(OwnServer server, List<Example> examples) {
        var faults = new ArrayList<String>();
        var searches = new Searches();
        var searched = 0;
        for (var begin = 0; begin < examples.size(); begin += OF_ONE_TOKEN) {
            var roundTrip = new RoundTrip(server.asDemo(), searches);
            var some = examples.subList(begin, Math.min(begin + OF_ONE_TOKEN, examples.size()));
            roundTrip.prepare(some);
            var found = some.parallelStream()
                    .flatMap(example -> roundTrip.faults(example).stream())
                    .toList();
            found.forEach(fault -> LOG.warn("{}", fault));
            faults.addAll(found);
            searched += roundTrip.searched();
            LOG.info("{} of {} examples", begin + some.size(), examples.size());
        }
        LOG.info("{} examples, {} searches", examples.size(), searched);
        return faults;
    }

    private static List<Example> examples() throws IOException {
        var examples = new ArrayList<Example>();
        for (var format : Format.values()) {
            examples.addAll(PublishedExamples.in(format));
        }
        assertThat(examples).hasSizeGreaterThan(4_000);
        return examples;
    }
}
