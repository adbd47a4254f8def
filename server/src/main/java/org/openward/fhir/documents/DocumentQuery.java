package org.openward.fhir.documents;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.jspecify.annotations.Nullable;

/** Which documents of a patient are wanted: those about care in a time, and of a type. */
record DocumentQuery(
        String patient, @Nullable DateTimeType start, @Nullable DateTimeType end, @Nullable CodeableConcept type) {
    DocumentQuery {
        if (type != null && type.getCoding().stream().noneMatch(Coding::hasCode)) {
            throw new DocumentRefused("A type of documents is a coding with its code.");
        }
    }

    /** As the parameters of a search. */
    String text() {
        var text = new StringBuilder("status=current&patient=Patient/");
        text.append(escaped(Strings.CS.removeStart(patient, "Patient/")));
        if (start != null) {
            text.append("&period=ge").append(escaped(start.getValueAsString()));
        }
        if (end != null) {
            text.append("&period=le").append(escaped(end.getValueAsString()));
        }
        if (type != null) {
            text.append("&type=")
                    .append(type.getCoding().stream()
                            .filter(Coding::hasCode)
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
