package org.openward.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.Location;
import ca.uhn.hl7v2.model.MessageVisitorSupport;
import ca.uhn.hl7v2.model.MessageVisitors;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our reading of a message against that of HAPI, which is widely used and shares no code with it. */
class ForeignReadingTest {
    @Test
    void every_place_of_a_message_is_read_as_hapi_reads_it() throws Exception {
        String text = bloodCount() + "NTE|1||a\\F\\b \\T\\ c\\S\\d\\R\\e\\E\\f|x&y^z~second&2\r";
        Hl7Message ours = Hl7Message.parse(text.getBytes(StandardCharsets.UTF_8));
        List<ca.uhn.hl7v2.model.Segment> theirs = new ArrayList<>();

        try (HapiContext context = new DefaultHapiContext(new GenericModelClassFactory())) {
            context.setValidationContext(ValidationContextFactory.noValidation());
            MessageVisitors.visit(context.getGenericParser().parse(text), collectingInto(theirs));
        }

        assertThat(ours.segments()).hasSize(18).hasSameSizeAs(theirs);
        for (int index = 0; index < theirs.size(); index++) {
            compare(ours.segments().get(index), theirs.get(index));
        }
    }

    private static MessageVisitorSupport collectingInto(List<ca.uhn.hl7v2.model.Segment> segments) {
        return new MessageVisitorSupport() {
            @Override
            public boolean start(ca.uhn.hl7v2.model.Segment segment, Location location) {
                segments.add(segment);
                return false;
            }
        };
    }

    private static void compare(Segment ours, ca.uhn.hl7v2.model.Segment theirs) throws HL7Exception {
        assertThat(ours.name()).isEqualTo(theirs.getName());
        for (int field = 3; field <= 25; field++) {
            for (int component = 1; component <= 6; component++) {
                String expected = Terser.get(theirs, field, 0, component, 1);
                assertThat(ours.field(field).subcomponent(component, 1))
                        .as(ours.place(field) + "." + component)
                        .isEqualTo(expected == null ? "" : expected);
            }
        }
    }

    private static String bloodCount() throws IOException {
        try (InputStream file = ForeignReadingTest.class.getResourceAsStream("/org/openward/hl7v2/blood-count.hl7")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace('\n', '\r');
        }
    }
}
