package org.openward.interfaceengine.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.privacy.erasure.ErasedPerson.KnownBy;
import org.openward.profiles.Systems;

class KnownNumbersTest {
    private static final String ADT = Systems.ROOT + "device/adt";
    private static final String RIS = Systems.ROOT + "device/ris";
    private static final KnownBy NATIONAL = new KnownBy("urn:oid:1.2.3", "2345");
    private static final KnownBy OF_THE_ADT = new KnownBy(ADT + "/patients", "2345");

    @Test
    void whoever_is_named_with_the_number_has_to_be_the_one_who_gave_it_out() {
        var known = known(NATIONAL);

        assertThat(known.mean(RIS, sent("2345", "X", "urn:oid:1.2.3"))).isTrue();
        assertThat(known.mayMean(RIS, sent("2345", "X", "urn:oid:9.9.9"))).isFalse();
        assertThat(known.mayMean(RIS, sent("23456", "", ""))).isFalse();
    }

    @Test
    void without_a_name_it_may_be_the_persons_and_nobody_knows() {
        var known = known(NATIONAL);

        assertThat(known.mean(RIS, sent("2345", "", ""))).isFalse();
        assertThat(known.mayMean(RIS, sent("2345", "", ""))).isTrue();
        assertThat(known.mayMean(RIS, sent("2345", "WARD", ""))).isTrue();
    }

    @Test
    void a_senders_own_number_is_not_that_of_another_sender() {
        var known = known(OF_THE_ADT);

        assertThat(known.mean(ADT, sent("2345", "", ""))).isTrue();
        assertThat(known.mayMean(RIS, sent("2345", "", ""))).isFalse();
    }

    @Test
    void whom_a_sender_told_of_before_under_the_number_is_meant() {
        var told = Map.of(new KnownBy(RIS + "/patients", "2345"), "another", OF_THE_ADT, "1");
        var known = new KnownNumbers(Set.of("1"), Set.of(NATIONAL), told);

        assertThat(known.mayMean(RIS, sent("2345", "", ""))).isFalse();
        assertThat(known.mean(ADT, sent("2345", "", ""))).isTrue();
    }

    @Test
    void what_is_looked_for_in_the_bytes_is_there_however_the_number_is_escaped() {
        assertThat(known(new KnownBy("", "A&1234/5")).signs()).containsExactly("1234");
        assertThat(known(new KnownBy("", "\u0661\u0662")).signs()).containsExactly("\u0661\u0662");
    }

    private static KnownNumbers known(KnownBy number) {
        return new KnownNumbers(Set.of("1"), Set.of(number), Map.of());
    }

    private static SentIdentifier sent(String value, String authority, String uri) {
        return new SentIdentifier(value, authority, uri, "MR");
    }
}
