package org.openward.fhir.terminology;

import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.openward.terminology.Codes;
import org.openward.terminology.Concept;
import org.openward.terminology.Member;

/**
 * What {@code $validate-code} says of a code.
 *
 * @param message why not, where it is not good
 */
record CodeVerdict(Coding code, Optional<String> message) {
    /** A code that a value set has; what the sender calls it may still be wrong. */
    static CodeVerdict of(Member member, @Nullable String display) {
        var contained = member.contained();
        var code = new Coding(contained.getSystem(), contained.getCode(), contained.getDisplay())
                .setVersion(contained.getVersion());
        return present(code, display, display == null || member.isCalled(display));
    }

    /** A code that a code system has. */
    static CodeVerdict of(Codes codes, Concept concept, @Nullable String display) {
        var code = new Coding(
                        codes.about().getUrl(),
                        concept.code(),
                        concept.definition().getDisplay())
                .setVersion(codes.about().getVersion());
        return present(code, display, display == null || concept.isCalled(display));
    }

    private static CodeVerdict present(Coding code, @Nullable String display, boolean wellCalled) {
        return wellCalled
                ? new CodeVerdict(code, Optional.empty())
                : new CodeVerdict(
                        code,
                        Optional.of("The display \"%s\" is not one of the code %s; it is called \"%s\"."
                                .formatted(display, code.getCode(), code.getDisplay())));
    }

    static CodeVerdict absent(Coding wanted, String why) {
        var system = wanted.hasSystem() ? " of " + wanted.getSystem() : "";
        return new CodeVerdict(
                new Coding(wanted.getSystem(), wanted.getCode(), null),
                Optional.of("The code %s%s %s.".formatted(wanted.getCode(), system, why)));
    }

    boolean isGood() {
        return message.isEmpty();
    }

    Parameters parameters() {
        var said = new Parameters();
        said.addParameter("result", new BooleanType(isGood()));
        message.ifPresent(text -> said.addParameter("message", new StringType(text)));
        if (code.hasDisplay()) {
            said.addParameter("display", new StringType(code.getDisplay()));
        }
        said.addParameter("code", new CodeType(code.getCode()));
        if (code.hasSystem()) {
            said.addParameter("system", new UriType(code.getSystem()));
        }
        if (code.hasVersion()) {
            said.addParameter("version", new StringType(code.getVersion()));
        }
        return said;
    }
}
