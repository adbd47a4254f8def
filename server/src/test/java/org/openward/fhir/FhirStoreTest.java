package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class FhirStoreTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void more_matches_than_a_search_gives_are_all_found_once_each() {
        var records = IntStream.range(0, 2_345)
                .mapToObj(number -> record(number, BEGIN.plusMillis(number / 3)))
                .toList();

        var found = new Sorted(records).searchAll(Basic.class, "code=x");

        assertThat(found)
                .extracting(Resource::getIdPart)
                .containsExactlyElementsOf(
                        records.stream().map(Resource::getIdPart).toList());
    }

    @Test
    void rather_than_a_part_of_them_nothing_is_given() {
        var records = IntStream.range(0, 1_001)
                .mapToObj(number -> record(number, BEGIN))
                .toList();

        assertThatThrownBy(() -> new Sorted(records).searchAll(Basic.class, "code=x"))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Basic record(int number, Instant changed) {
        var record = new Basic();
        record.setId("n" + number);
        record.getMeta().setLastUpdated(Date.from(changed));
        return record;
    }

    /** Knows how to sort by time, and gives as much at once as the real one. */
    private record Sorted(List<Basic> records) implements FhirStore {
        @Override
        public <T extends Resource> List<T> search(Class<T> type, String query) {
            assertThat(query).startsWith("code=x&_sort=_lastUpdated");
            var parts = query.split("_lastUpdated=ge", 2);
            var from = parts.length == 1
                    ? Instant.EPOCH
                    : new InstantType(URLDecoder.decode(parts[1], StandardCharsets.UTF_8))
                            .getValue()
                            .toInstant();
            return records.stream()
                    .filter(record ->
                            !record.getMeta().getLastUpdated().toInstant().isBefore(from))
                    .limit(MOST_MATCHES)
                    .map(type::cast)
                    .toList();
        }

        @Override
        public <T extends Resource> T read(Class<T> type, String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends Resource> Optional<T> find(Class<T> type, String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends Resource> T create(T resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends Resource> T update(T resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends Resource> void delete(Class<T> type, String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bundle transact(Bundle transaction) {
            throw new UnsupportedOperationException();
        }
    }
}
