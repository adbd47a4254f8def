package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FieldKeyTest {
    private static final byte[] NUMBER = "4711 0815".getBytes(UTF_8);
    private static final String HERE = Place.ofRecord(3, 12).bound("https://id.example/national");

    private final FieldKey key = new FieldKey("k1", new byte[FieldKey.BYTES]);

    private static FieldKey another() {
        var secret = new byte[FieldKey.BYTES];
        secret[0] = 1;
        return new FieldKey("k1", secret);
    }

    @Test
    void what_was_sealed_opens_where_it_was_sealed_for() {
        assertThat(key.open(key.seal(NUMBER, HERE), HERE)).hasValue(NUMBER);
    }

    @Test
    void it_opens_in_no_other_record_tenant_or_system_and_with_no_other_key() {
        var sealed = key.seal(NUMBER, HERE);

        assertThat(key.open(sealed, Place.ofRecord(3, 13).bound("https://id.example/national")))
                .isEmpty();
        assertThat(key.open(sealed, Place.ofRecord(4, 12).bound("https://id.example/national")))
                .isEmpty();
        assertThat(key.open(sealed, Place.ofRecord(3, 12).bound("https://id.example/passport")))
                .isEmpty();
        assertThat(another().open(sealed, HERE)).isEmpty();
    }

    @Test
    void it_does_not_open_when_any_bit_of_it_was_changed() {
        var sealed = key.seal(NUMBER, HERE);

        for (var place = 0; place < sealed.length; place++) {
            var changed = Arrays.copyOf(sealed, sealed.length);
            changed[place] ^= 1;
            assertThat(key.open(changed, HERE)).isEmpty();
        }
        assertThat(key.open(new byte[3], HERE)).isEmpty();
    }

    @Test
    void the_same_number_is_sealed_otherwise_each_time() {
        assertThat(key.seal(NUMBER, HERE)).isNotEqualTo(key.seal(NUMBER, HERE));
    }

    @Test
    void a_token_is_always_the_same_and_another_in_each_tenant_and_system_and_by_each_key() {
        var token = key.token(3, "https://id.example/national", "4711");

        assertThat(token).hasSize(22).isEqualTo(key.token(3, "https://id.example/national", " 4711 "));
        assertThat(key.token(4, "https://id.example/national", "4711")).isNotEqualTo(token);
        assertThat(key.token(3, "https://id.example/passport", "4711")).isNotEqualTo(token);
        assertThat(another().token(3, "https://id.example/national", "4711")).isNotEqualTo(token);
    }

    @Test
    void a_digest_is_sealed_to_the_same_length_and_the_same_each_time() {
        var digest = new byte[32];
        Arrays.fill(digest, (byte) 7);

        var sealed = key.sealDigest(digest, HERE);

        assertThat(sealed).hasSize(32).isNotEqualTo(digest).isEqualTo(key.sealDigest(digest, HERE));
        assertThat(key.openDigest(sealed, HERE)).isEqualTo(digest);
    }

    @Test
    void a_key_is_known_by_a_value_that_is_not_the_key() {
        assertThat(key.checkValue()).isNotEqualTo(another().checkValue()).isNotEqualTo(new byte[FieldKey.BYTES]);
        assertThat(key).hasToString("field key k1");
    }
}
