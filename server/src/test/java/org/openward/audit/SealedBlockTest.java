package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.TenantId;

class SealedBlockTest {
    private static final UUID ID = new UUID(1, 2);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.001Z");

    @Test
    void the_digest_of_a_row_never_changes_with_the_program() {
        var digest = HexFormat.of().formatHex(row(7, "clinic", null, "anna").digest());

        assertThat(digest).isEqualTo("e3367c612ec9073532a555acdaebe9e70732e2c910ba5f087635ab6867c4c80c");
    }

    @Test
    void rows_that_differ_anywhere_have_different_digests() {
        var digests = Stream.of(
                        row(7, "clinic", null, "anna"),
                        row(8, "clinic", null, "anna"),
                        row(7, "clinic", "", "anna"),
                        row(7, "clinica", null, "nna"),
                        row(7, "clinic", "anna", null),
                        row(7, "clinic", null))
                .map(row -> HexFormat.of().formatHex(row.digest()));

        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void each_block_carries_the_hash_of_the_one_before() {
        var first = SealedBlock.first(new TenantId("clinic"), 100, List.of(row(7, "clinic")), NOON);
        var second = first.next(200, List.of(row(9, "clinic"), row(8, "clinic")), NOON);

        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.range()).isEqualTo(new SealedBlock.Range(100, 200));
        assertThat(second.leaves().first()).isEqualTo(9);
        assertThat(second.leaves().last()).isEqualTo(8);
        assertThat(second.calculatedHash()).isEqualTo(second.hash()).isNotEqualTo(first.hash());
    }

    @Test
    void a_block_with_another_row_has_another_hash() {
        var one = SealedBlock.first(new TenantId("clinic"), 100, List.of(row(7, "clinic")), NOON);
        var other = SealedBlock.first(new TenantId("clinic"), 100, List.of(row(7, "clinik")), NOON);

        assertThat(one.hash()).isNotEqualTo(other.hash());
    }

    private static KeptRow row(long sequence, @Nullable String... texts) {
        var list = new ArrayList<@Nullable String>(Arrays.asList(texts));
        return new KeptRow(ID, NOON, sequence, 99, 99, list, null);
    }
}
