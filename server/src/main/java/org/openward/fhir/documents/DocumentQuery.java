package org.openward.fhir.documents;

import ca.uhn.fhir.rest.api.QualifiedParamList;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Parameters;
import org.jspecify.annotations.Nullable;

/** Which documents of a patient are wanted: those about care in a time, and of a type. */
record DocumentQuery(
        String patient, @Nullable DateTimeType start, @Nullable DateTimeType end, @Nullable CodeableConcept type) {
    private static final String TYPE = "type";

    DocumentQuery {
        if (type != null && type.getCoding().stream().noneMatch(Coding::hasCode)) {
            throw new DocumentRefused("A type of documents is a coding with its code.");
        }
    }

    /** From Parameters a concept, from an address tokens with commas between them; HAPI reads no concept from an address. */
    static @Nullable CodeableConcept type(RequestDetails request) {
        if (request.getResource() instanceof Parameters body && body.hasParameter(TYPE)) {
            return body.getParameterValue(TYPE) instanceof CodeableConcept concept ? concept : new CodeableConcept();
        }
        var asked = request.getParameters().get(TYPE);
        if (asked == null) {
            return null;
        }
        var type = new CodeableConcept();
        for (var token : QualifiedParamList.splitQueryStringByCommasIgnoreEscape(null, String.join(",", asked))) {
            var code = new TokenParam();
            code.setValueAsQueryToken(request.getFhirContext(), TYPE, null, token);
            type.addCoding(new Coding(code.getSystem(), code.getValue(), null));
        }
        return type;
    }

    /** As the parameters of a search. */
    String text() {
        var text = new StringBuilder("status=current&patient=Patient/");
        text.append(escaped(Strings.CS.removeStart(patient, "Patient/")));
        if (start != null && start.hasValue()) {
            text.append("&period=ge").append(escaped(start.getValueAsString()));
        }
        if (end != null && end.hasValue()) {
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
