package org.openward.interfaceengine.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;

class PatientFieldsTest {
    private static final String HEADER = "MSH|^~\\&|XN|LAB|||20261122||ORU^R01|1|P|2.5\r";

    @Test
    void numbers_stand_in_the_fields_for_the_patient_and_nowhere_else() {
        var found = numbers(HEADER
                + "PID|1|A-1|2345^^^X&1.2.3&ISO^MR~77|B-2||Rao^Asha||||||||||3333\rPV1||I|2345\r"
                + "OBX|1|NM|2345-7^Glucose^LN||2345|mg/dL\rNTE|1||PID 2345\rMRG|8888^^^Y\r");

        assertThat(found).extracting(SentIdentifier::value).containsExactly("A-1", "2345", "77", "B-2", "8888");
        assertThat(found.get(1).authorityUri()).isEqualTo("urn:oid:1.2.3");
        assertThat(found.get(4).authority()).isEqualTo("Y");
    }

    @Test
    void other_delimiters_escapes_and_line_ends_are_read_as_declared() {
        assertThat(numbers("MSH#*~\\&#XN#LAB\nPID#1##12\\T\\34*x\n"))
                .extracting(SentIdentifier::value)
                .containsExactly("12&34");
    }

    @Test
    void of_a_batch_or_of_broken_bytes_each_patient_is_read() {
        assertThat(numbers("BHS|^~\\&|A\r" + HEADER + "PID|||1\r" + HEADER + "PID|||2\r"))
                .extracting(SentIdentifier::value)
                .containsExactly("1", "2");
        assertThat(numbers("no header\rPID|1||9^^^X\rPIDX|||8"))
                .extracting(SentIdentifier::value)
                .containsExactly("9");
        assertThat(numbers("")).isEmpty();
    }

    @Test
    void an_analyzer_that_speaks_astm_has_its_own_fields() {
        assertThat(numbers("H|\\^&|||XN\rP|1|PR-1|LAB-2^x|ID-3\rO|1|2345||^^^GLU\rR|1|^^^2345|7\rL|1|N\r"))
                .extracting(SentIdentifier::value)
                .containsExactly("PR-1", "LAB-2", "ID-3");
    }

    @Test
    void the_character_set_is_the_one_by_which_the_message_was_read() {
        var sent = (HEADER + "PID|||\u0410-1\r").getBytes(Charset.forName("windows-1251"));

        assertThat(PatientFields.of(sent, "windows-1251 DEVICE_DEFAULT"))
                .extracting(SentIdentifier::value)
                .containsExactly("\u0410-1");
    }

    private static List<SentIdentifier> numbers(String text) {
        return PatientFields.of(text.getBytes(StandardCharsets.UTF_8), "");
    }
}
