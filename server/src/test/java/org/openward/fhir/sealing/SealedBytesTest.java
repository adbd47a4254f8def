package org.openward.fhir.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bulk job was asked for, as the database holds it. */
class SealedBytesTest {
    private static final String ASKED = "Patient?identifier=https://id.example/national|987654321098";
    private static final Place PLACE = new Place(0, "job 1/plan");

    private final SealedBytes sealing;

    SealedBytesTest(@TempDir Path folder) {
        this.sealing = new SealedBytes(
                SealingForTests.ring(SealingForTests.aDatabase(), folder, "https://id.example/national"));
    }

    @Test
    void a_text_opens_where_it_was_sealed_and_nowhere_else() {
        var sealed = sealing.sealText(ASKED, PLACE);

        assertThat(sealed).startsWith(SealedTexts.MARK).doesNotContain("987654321098");
        assertThat(sealing.openText(sealed, PLACE)).isEqualTo(ASKED);
        assertThat(sealing.openText(ASKED, PLACE)).as("from before").isEqualTo(ASKED);
        assertThatThrownBy(() -> sealing.openText(sealed, new Place(0, "job 2/plan")))
                .isInstanceOf(SealedValueDamaged.class);
        for (var changed : new String[] {sealed + "!", SealedTexts.MARK, sealed.substring(0, sealed.length() - 4)}) {
            assertThatThrownBy(() -> sealing.openText(changed, PLACE)).isInstanceOf(SealedValueDamaged.class);
        }
    }
}
