package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;

/** Tokens: a code, a code of a system, a code without a system, or any code of a system; {@code :text} and {@code :of-type}. */
final class TokenRule implements MatchRule {
    /**
     * A code, or what is searched like one.
     *
     * @param system empty where there is none
     */
    record Token(String system, String code) {
        private static Token of(String system, String code) {
            return new Token(StringUtils.defaultString(system), StringUtils.defaultString(code));
        }
    }

    @Override
    public boolean isFindable(Base value) {
        return !tokens(value).isEmpty();
    }

    @Override
    public boolean matches(Base value, String modifier, String asked) {
        return switch (modifier) {
            case "text" -> texts(value).stream().anyMatch(text -> StringRule.begins(text, Escaped.plain(asked)));
            case "of-type" -> value instanceof Identifier identifier && isOfType(identifier, asked);
            default -> tokens(value).stream().anyMatch(token -> isAskedFor(token, asked));
        };
    }

    private static boolean isAskedFor(Token token, String asked) {
        var parts = Escaped.split(asked, '|').stream().map(Escaped::plain).toList();
        if (parts.size() == 1) {
            return token.code().equals(parts.get(0));
        }
        return token.system().equals(parts.get(0))
                && (parts.get(1).isEmpty() || token.code().equals(parts.get(1)));
    }

    private static boolean isOfType(Identifier identifier, String asked) {
        var parts = Escaped.split(asked, '|').stream().map(Escaped::plain).toList();
        return parts.get(2).equals(identifier.getValue())
                && tokens(identifier.getType()).contains(new Token(parts.get(0), parts.get(1)));
    }

    static List<Token> tokens(Base value) {
        if (value instanceof CodeableConcept concept) {
            return concept.getCoding().stream()
                    .flatMap(coding -> tokens(coding).stream())
                    .toList();
        }
        if (value instanceof Coding coding) {
            return said(Token.of(coding.getSystem(), coding.getCode()));
        }
        if (value instanceof Identifier identifier) {
            return said(Token.of(identifier.getSystem(), identifier.getValue()));
        }
        if (value instanceof IdType id) {
            return said(Token.of("", id.getIdPart()));
        }
        if (value instanceof ContactPoint contact) {
            return said(Token.of("", contact.getValue()));
        }
        if (value instanceof Enumeration<?> code && code.hasValue()) {
            return said(Token.of(Objects.toString(system(code), ""), code.getValueAsString()));
        }
        return said(Token.of("", value.primitiveValue()));
    }

    /** The one system of the codes that the element is bound to. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the code is one of the factory's own
    private static String system(Enumeration code) {
        return code.getEnumFactory().toSystem((Enum) code.getValue());
    }

    static List<String> texts(Base value) {
        var texts = Stream.<String>empty();
        if (value instanceof CodeableConcept concept) {
            texts = Stream.concat(
                    Stream.of(concept.getText()), concept.getCoding().stream().map(Coding::getDisplay));
        } else if (value instanceof Coding coding) {
            texts = Stream.of(coding.getDisplay());
        } else if (value instanceof Identifier identifier) {
            texts = Stream.of(identifier.getType().getText());
        }
        return texts.filter(StringUtils::isNotBlank).toList();
    }

    private static List<Token> said(Token token) {
        return token.system().isEmpty() && token.code().isEmpty() ? List.of() : List.of(token);
    }
}
