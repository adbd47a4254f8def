package org.openward.billing.cards;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.PaymentNotice;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.openward.fhir.FhirGuard;
import org.openward.profiles.Systems;

/**
 * Keeps card numbers out of the identifiers and texts of bills and payments, however they are written. A number that a record holds from
 * earlier times keeps nobody from changing the rest of it.
 */
@FhirGuard
@Interceptor
public class CardNumberGuard {
    /** Addresses of records, and whose bill it is: the numbers of people look as they like. */
    private static final Set<String> NOT_OF_MONEY = Set.of("id", "reference", "subject");

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource resource) {
        if (!numbersIn(resource).isEmpty()) {
            throw CardNumberRefused.in(resource.fhirType());
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after) {
        var numbers = numbersIn(after);
        if (!numbers.isEmpty() && !numbersIn(before).containsAll(numbers)) {
            throw CardNumberRefused.in(after.fhirType());
        }
    }

    private static Set<String> numbersIn(IBaseResource resource) {
        return aboutMoney(resource)
                .flatMap(CardNumberGuard::texts)
                .flatMap(text -> CardNumbers.in(text).stream())
                .collect(Collectors.toSet());
    }

    /** A bill or a payment as a whole; of an insurer's answers what they say of the payment. */
    private static Stream<Base> aboutMoney(IBaseResource resource) {
        if (resource instanceof Invoice
                || resource instanceof PaymentNotice
                || resource instanceof PaymentReconciliation) {
            return Stream.of((Base) resource);
        }
        if (resource instanceof ClaimResponse answer && answer.hasPayment()) {
            return Stream.of(answer.getPayment());
        }
        if (resource instanceof ExplanationOfBenefit answer && answer.hasPayment()) {
            return Stream.of(answer.getPayment());
        }
        return Stream.empty();
    }

    private static Stream<String> texts(Base element) {
        if (element instanceof Identifier number && Systems.INVOICE_NUMBER.equals(number.getSystem())) {
            return Stream.empty();
        }
        if (element instanceof Narrative narrative && narrative.hasDiv()) {
            return Stream.of(narrative.getDiv().allText());
        }
        if (element instanceof StringType text && !(element instanceof CodeType) && text.hasValue()) {
            return Stream.concat(Stream.of(text.getValue()), parts(element).flatMap(CardNumberGuard::texts));
        }
        return parts(element).flatMap(CardNumberGuard::texts);
    }

    /** What it is made of; of the records that it contains those about money. */
    private static Stream<Base> parts(Base element) {
        return element.children().stream()
                .filter(part -> !NOT_OF_MONEY.contains(part.getName()))
                .flatMap(part -> part.getValues().stream())
                .flatMap(value -> value instanceof Resource contained ? aboutMoney(contained) : Stream.of(value));
    }
}
