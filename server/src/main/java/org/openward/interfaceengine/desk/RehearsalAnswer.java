package org.openward.interfaceengine.desk;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.openward.interfaceengine.Rehearsal;
import org.openward.laboratory.Preview;

/** What would become of a message, as the answer of an operation. */
final class RehearsalAnswer {
    private RehearsalAnswer() {}

    /** @param changed which elements a write would change of what is on file */
    static Parameters of(Rehearsal rehearsal, Function<Preview.Write, List<String>> changed) {
        var answer = new Parameters();
        answer.addParameter("verdict", new CodeType(code(rehearsal.verdict())));
        if (!rehearsal.reason().isEmpty()) {
            answer.addParameter("reason", new CodeType(rehearsal.reason()));
            answer.addParameter("detail", new StringType(rehearsal.detail()));
        }
        var results = rehearsal.results();
        var preview = rehearsal.preview();
        if (results != null && preview != null) {
            explain(Explanation.of(results, preview), answer);
        }
        var intended = rehearsal.intended();
        if (intended != null && preview != null) {
            explain(ExplainedChanges.of(intended, preview), answer);
        }
        if (preview != null) {
            if (rehearsal.verdict() == Rehearsal.Verdict.FILE) {
                preview.writes()
                        .forEach(write -> describe(
                                write,
                                changed.apply(write),
                                answer.addParameter().setName("change")));
            }
        }
        return answer;
    }

    private static void explain(List<Explanation.Decision> decisions, Parameters answer) {
        decisions.forEach(decision -> describe(decision, answer.addParameter().setName("decision")));
    }

    private static void describe(Explanation.Decision decision, ParametersParameterComponent part) {
        text(part, "place", decision.place());
        part.addPart().setName("about").setValue(new CodeType(decision.about()));
        text(part, "sent", decision.sent());
        part.addPart()
                .setName("finding")
                .setValue(new CodeType(decision.finding().code()));
        if (decision.record() != null) {
            part.addPart().setName("record").setValue(new Reference(decision.record()));
        }
        text(part, "detail", decision.detail());
    }

    private static void describe(Preview.Write write, List<String> changed, ParametersParameterComponent part) {
        part.addPart().setName("action").setValue(new CodeType(code(write.action())));
        part.addPart()
                .setName("link")
                .setValue(new UriType(write.resource()
                        .getIdElement()
                        .toUnqualifiedVersionless()
                        .getValue()));
        changed.forEach(element -> text(part, "element", element));
        part.addPart().setName("resource").setResource(write.resource());
    }

    private static void text(ParametersParameterComponent part, String name, String text) {
        if (!text.isBlank()) {
            part.addPart().setName(name).setValue(new StringType(text));
        }
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
