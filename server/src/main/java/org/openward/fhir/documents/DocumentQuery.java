package org.openward.fhir.documents;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.jspecify.annotations.Nullable;

/** Which documents of a patient are wanted: those about care in a time, and of a type. */
record DocumentQuery(
        String patient, @Nullable DateTimeType start, @Nullable DateTimeType end, @Nullable CodeableConcept type) {
    /** As the parameters of a search. */
    String text() {
        var text = new StringBuilder("_sort=-date&status=current&patient=Patient/");
        text.append(escaped(Strings.CS.removeStart(patient, "Patient/")));
        if (start != null) {
            text.append("&period=ge").append(escaped(start.getValueAsString()));
        }
        if (end != null) {
            text.append("&period=le").append(escaped(end.getValueAsString()));
        }
        if (type != null && type.hasCoding()) {
            text.append("&type=")
                    .append(type.getCoding().stream()
                            .map(each -> escaped(
                                    each.hasSystem() ? each.getSystem() + "|" + each.getCode() : each.getCode()))
                            .collect(Collectors.joining(",")));
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
