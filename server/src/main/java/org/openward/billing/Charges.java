package org.openward.billing;

import java.util.List;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.openward.billing.HospitalClock.Moment;
import org.openward.billing.InvoiceTotals.Line;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.money.Money;
import org.openward.profiles.Profiles;
import org.openward.profiles.Systems;
import org.openward.tariff.Price;
import org.springframework.stereotype.Component;

/** The acting tenant's charges, kept as FHIR ChargeItems. */
@Component
class Charges {
    /** Asks somebody to price a service that the price list does not name. */
    static final String UNPRICED = "unpriced-charge";

    private final FhirStore store;
    private final ChargeRegister register;

    Charges(FhirStore store, ChargeRegister register) {
        this.store = store;
        this.register = register;
    }

    /** The charges that wait for such a bill, locked until the transaction ends. */
    List<ChargeItem> waitingFor(GenerateInvoice wanted) {
        return register.lock(wanted).stream()
                .map(id -> store.read(ChargeItem.class, id))
                .filter(wanted.type()::takes)
                .toList();
    }

    /** Refused when the patient, the encounter or the account that is to be billed does not exist here. */
    void checkKnown(GenerateInvoice wanted) {
        checkKnown(Patient.class, wanted.patient());
        checkKnown(Encounter.class, wanted.encounter());
        checkKnown(Account.class, wanted.account());
    }

    /** What a charge comes to on a bill: the price of its time, which no later price list changes. */
    static Line lineOf(ChargeItem charge) {
        var id = charge.getIdElement().getIdPart();
        var price = Amounts.of(charge.getPriceOverride())
                .filter(amount -> !amount.isNegative())
                .orElseThrow(() -> InvoiceRefused.chargeWithoutPrice(id));
        return new Line(id, price);
    }

    void billed(ChargeItem charge) {
        store.update(charge.setStatus(ChargeItemStatus.BILLED));
    }

    ChargeItem priced(ReportFinalized report, Price price, Moment moment) {
        Money amount = price.amount();
        var charge = chargeFor(report, moment)
                .setStatus(ChargeItemStatus.BILLABLE)
                .setPriceOverride(Amounts.fhir(amount))
                .addDefinitionCanonical(price.entry());
        charge.getMeta().addProfile(Profiles.CHARGE_ITEM);
        return store.create(charge);
    }

    /** A charge that nobody priced is not billed, and never free: a task asks somebody to price it. */
    ChargeItem unpriced(ReportFinalized report, Moment moment) {
        var charge = store.create(chargeFor(report, moment).setStatus(ChargeItemStatus.PLANNED));
        askForPrice(charge, whyUnpriced(report), moment);
        return charge;
    }

    /** Asks somebody to price the charge. */
    void askForPrice(ChargeItem charge, String why, Moment moment) {
        var task = new Task()
                .setStatus(TaskStatus.REQUESTED)
                .setIntent(TaskIntent.ORDER)
                .setDescription(why)
                .setAuthoredOn(moment.date());
        task.getCode().addCoding().setSystem(Systems.TASK_TYPE).setCode(UNPRICED);
        task.getFocus().setReference("ChargeItem/" + charge.getIdElement().getIdPart());
        task.setFor(charge.getSubject().copy());
        store.create(task);
    }

    private static String whyUnpriced(ReportFinalized report) {
        return report.isCoded()
                ? "The price list names no price for " + report.system() + "|" + report.code() + " on " + report.day()
                        + ". Add the price, then set price and status billable on this charge."
                : "Neither the report nor its order states a code, so no price was found. Find out what was examined,"
                        + " then set code, price and status billable on this charge.";
    }

    private <T extends Resource> void checkKnown(Class<T> type, @Nullable String id) {
        if (id != null && store.find(type, id).isEmpty()) {
            throw new ResourceNotFound(type.getSimpleName(), id);
        }
    }

    private static ChargeItem chargeFor(ReportFinalized report, Moment moment) {
        var charge = new ChargeItem();
        if (report.isCoded()) {
            charge.getCode().addCoding().setSystem(report.system()).setCode(report.code());
        } else {
            charge.getCode().setText("Laboratory report without a code");
        }
        charge.getSubject().setReference("Patient/" + report.patient());
        if (report.encounter() != null) {
            charge.getContext().setReference("Encounter/" + report.encounter());
        }
        charge.addService().setReference("DiagnosticReport/" + report.report());
        charge.getQuantity().setValue(1);
        charge.setOccurrence(new org.hl7.fhir.r4.model.DateTimeType(report.day().toString()));
        charge.setEnteredDate(moment.date());
        return charge;
    }
}
