package org.openward.tariff;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPropertyGroupPriceComponentComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.openward.money.Money;

/** A price list entry that is in use, and from which day until which it counts, both included. */
record PriceListEntry(Price price, LocalDate from, LocalDate until) {
    /** Empty for an entry that is not active, or that names no single base price with value and currency. */
    static Optional<PriceListEntry> of(ChargeItemDefinition definition) {
        if (definition.getStatus() != PublicationStatus.ACTIVE) {
            return Optional.empty();
        }
        var period = definition.getEffectivePeriod();
        return basePrice(definition)
                .map(amount -> new PriceListEntry(
                        new Price(amount, canonical(definition)),
                        firstDay(period.getStartElement()),
                        lastDay(period.getEndElement())));
    }

    boolean isInForceOn(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(until);
    }

    private static Optional<Money> basePrice(ChargeItemDefinition definition) {
        var base = definition.getPropertyGroup().stream()
                .flatMap(group -> group.getPriceComponent().stream())
                .filter(component -> component.getType() == ChargeItemDefinitionPriceComponentType.BASE)
                .toList();
        return base.size() == 1 ? amount(base.get(0)) : Optional.empty();
    }

    private static Optional<Money> amount(ChargeItemDefinitionPropertyGroupPriceComponentComponent base) {
        var stated = base.getAmount();
        if (!stated.hasValue() || !stated.hasCurrency() || stated.getValue().signum() < 0) {
            return Optional.empty();
        }
        var factor = base.hasFactor() ? base.getFactor() : BigDecimal.ONE;
        return Money.currency(stated.getCurrency())
                .map(currency -> new Money(stated.getValue().multiply(factor), currency));
    }

    /** An entry without a version of its own is named by the version of its record, so that a charge can prove its price. */
    private static String canonical(ChargeItemDefinition definition) {
        var version = definition.hasVersion()
                ? definition.getVersion()
                : definition.getMeta().getVersionId();
        return definition.getUrl() + "|" + version;
    }

    private static LocalDate firstDay(DateTimeType start) {
        if (start.isEmpty()) {
            return LocalDate.MIN;
        }
        var written = start.getValueAsString();
        return switch (written.length()) {
            case 4 -> Year.parse(written).atDay(1);
            case 7 -> YearMonth.parse(written).atDay(1);
            default -> LocalDate.parse(written.substring(0, 10));
        };
    }

    private static LocalDate lastDay(DateTimeType end) {
        if (end.isEmpty()) {
            return LocalDate.MAX;
        }
        var written = end.getValueAsString();
        return switch (written.length()) {
            case 4 -> Year.parse(written).atMonth(12).atEndOfMonth();
            case 7 -> YearMonth.parse(written).atEndOfMonth();
            default -> LocalDate.parse(written.substring(0, 10));
        };
    }
}
