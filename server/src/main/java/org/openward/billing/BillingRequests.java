package org.openward.billing;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.billing.CashDesk.PaymentTaken;
import org.openward.billing.GenerateInvoice.BillType;
import org.openward.billing.PayInvoice.CashSession;
import org.openward.money.Money;

/** How the parameters of the billing operations become commands, and a payment becomes their answer. */
final class BillingRequests {
    private static final Pattern ENTITY_TAG = Pattern.compile("\\s*(?:W/)?\"([^\"]+)\"\\s*");

    private BillingRequests() {}

    static GenerateInvoice generate(
            @Nullable Reference patient,
            @Nullable Reference encounter,
            @Nullable Reference account,
            @Nullable CodeType billType) {
        return new GenerateInvoice(
                id("Patient", patient), id("Encounter", encounter), id("Account", account), billType(billType));
    }

    /** The version in the If-Match header, if the client sent one. */
    static @Nullable String version(RequestDetails request) {
        var header = request.getHeader("If-Match");
        if (header == null) {
            return null;
        }
        var tag = ENTITY_TAG.matcher(header);
        if (!tag.matches()) {
            throw new MalformedBillingRequest("If-Match is one entity tag such as W/\"3\".");
        }
        return tag.group(1);
    }

    static Money amount(String name, org.hl7.fhir.r4.model.@Nullable Money stated) {
        if (stated == null || !stated.hasValue() || !stated.hasCurrency()) {
            throw new MalformedBillingRequest("The parameter " + name + " needs a value and a currency.");
        }
        var currency = Money.currency(stated.getCurrency())
                .orElseThrow(() ->
                        new MalformedBillingRequest("The currency of " + name + " is no ISO 4217 code of a currency."));
        try {
            return Money.exactly(stated.getValue(), currency);
        } catch (IllegalArgumentException tooManyDecimals) {
            throw PaymentRefused.tooManyDecimals(currency);
        }
    }

    static PayInvoice.Method method(@Nullable CodeType method) {
        if (method == null || !method.hasValue()) {
            throw new MalformedBillingRequest("The parameter method is missing: cash, card, cheque or online.");
        }
        return PayInvoice.Method.of(method.getValue())
                .orElseThrow(() -> new MalformedBillingRequest("The method is cash, card, cheque or online."));
    }

    static @Nullable String text(@Nullable StringType text) {
        return text == null ? null : text.getValue();
    }

    /** The session by reference or, when another system keeps it, by identifier. */
    static @Nullable CashSession session(@Nullable Reference session) {
        if (session == null) {
            return null;
        }
        var id = id("Basic", session);
        if (id != null) {
            return new CashSession.OnFile(id);
        }
        var identifier = session.getIdentifier();
        if (!identifier.hasValue()) {
            throw new MalformedBillingRequest("The session is a reference of the form Basic/id or an identifier.");
        }
        return new CashSession.Numbered(identifier.getSystem(), identifier.getValue());
    }

    static Parameters answer(PaymentTaken taken) {
        var answer = new Parameters();
        answer.addParameter().setName("payment").setResource(taken.payment());
        answer.addParameter().setName("balance").setValue(Amounts.fhir(taken.balance()));
        answer.addParameter().setName("invoice").setResource(taken.invoice());
        return answer;
    }

    private static BillType billType(@Nullable CodeType billType) {
        if (billType == null || !billType.hasValue()) {
            return BillType.LAB;
        }
        return BillType.of(billType.getValue())
                .orElseThrow(() -> new MalformedBillingRequest("The bill type is OPD, IPD, ER, LAB or PHARMACY."));
    }

    private static @Nullable String id(String type, @Nullable Reference reference) {
        if (reference == null || !reference.hasReference()) {
            return null;
        }
        var target = reference.getReferenceElement();
        if (target.getIdPart() == null || !type.equals(target.getResourceType())) {
            throw new MalformedBillingRequest("The reference must be of the form " + type + "/id.");
        }
        return target.getIdPart();
    }
}
