package org.openward.security.roles;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceFactory;
import org.jspecify.annotations.Nullable;

/** The least record that a right of the matrix speaks of, made from the words of the right. */
final class LeastRecord {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String CODES = "urn:openward:matrix";
    private static final Set<String> ABOUT_A_PATIENT = Set.of("a", "t", "s", "d");

    /** Records of these belong to somebody, whoever may write them. */
    private static final Set<String> ALWAYS_SOMEBODYS = Set.of("ChargeItem", "Claim", "Consent", "Coverage", "Invoice");

    private final PolicyFile policy;

    LeastRecord(PolicyFile policy) {
        this.policy = policy;
    }

    /** How far a right reaches, as {@code a} or {@code o}. */
    static List<String> reaches(String right) {
        return words(right).filter(word -> word.matches("[atsdofn]")).toList();
    }

    static boolean isAboutAPatient(String right) {
        return reaches(right).stream().anyMatch(ABOUT_A_PATIENT::contains);
    }

    private static Stream<String> words(String right) {
        return Stream.of(right.split(" ", -1)).skip(1);
    }

    /**
     * Such a record; nothing where records of the type name nobody whom the right asks for.
     *
     * @param patient the one whose it is
     * @param author the one whose work it is, or the organization that it is addressed to
     */
    Optional<Resource> of(String group, String type, String right, String patient, String author) {
        var record = ResourceFactory.createResource(type);
        policy.when(group).ifPresent(condition -> say(record, condition));
        words(right)
                .filter(word -> word.contains("=") && !word.startsWith("only="))
                .forEach(condition -> say(record, condition));
        if (record instanceof Invoice draft) {
            draft.setStatus(Invoice.InvoiceStatus.DRAFT);
        }
        if (record instanceof Binary file) {
            file.setContentType("text/plain").setContent(new byte[] {'x'});
        }
        var complete = true;
        if (isAboutAPatient(right)) {
            complete = belongTo(record, patient);
        } else if (ALWAYS_SOMEBODYS.contains(type)) {
            belongTo(record, patient);
        }
        if (reaches(right).contains("o")) {
            complete &= policy.own(type).stream().limit(1).anyMatch(parameter -> refer(record, parameter, author));
        }
        if (reaches(right).contains("f")) {
            complete &= policy.firm(type).stream().limit(1).anyMatch(parameter -> refer(record, parameter, author));
        }
        return complete ? Optional.of(record) : Optional.empty();
    }

    private static void say(Resource record, String condition) {
        var parts = condition.split("=", 2);
        var code = parts[1].split("\\+", -1)[0];
        var element = path(record.fhirType(), parts[0]);
        if (element == null) {
            throw new AssertionError(record.fhirType() + " has no element for " + condition);
        }
        if (parts[0].equals("status")) {
            record.setProperty(element, new CodeType(code));
        } else {
            record.setProperty(element, new CodeableConcept(new Coding(CODES, code, null)));
        }
    }

    private static boolean belongTo(Resource record, String patient) {
        if (record instanceof Binary file) {
            file.setSecurityContext(new Reference(patient));
            return true;
        }
        return refer(record, "patient", patient) || refer(record, "subject", patient);
    }

    private static boolean refer(Resource record, String parameter, String name) {
        var path = path(record.fhirType(), parameter);
        if (path == null) {
            return false;
        }
        var dot = path.indexOf('.');
        var parent = dot < 0 ? record : record.addChild(path.substring(0, dot));
        parent.setProperty(path.substring(dot + 1), new Reference(name));
        return true;
    }

    /** Where a search parameter looks, below the type. */
    private static @Nullable String path(String type, String parameter) {
        var known = FHIR.getResourceDefinition(type).getSearchParam(parameter);
        if (known == null) {
            return null;
        }
        var path = Pattern.compile("\\b" + type + "\\.([a-z]\\w*(?:\\.(?!where|as|resolve)[a-z]\\w*)*)")
                .matcher(known.getPath());
        return path.find() ? path.group(1) : null;
    }
}
