package org.openward.reporting;

import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportStatus;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportType;
import org.hl7.fhir.r4.model.Quantity;
import org.openward.reporting.Figures.Sum;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Writes figures down as a MeasureReport: one group for each currency, its sum the score. */
@Component
class MeasureReports {
    private static final String CURRENCY = "urn:iso:std:iso:4217";
    private static final String POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population";

    private final Tenants tenants;
    private final Clock clock;

    MeasureReports(Tenants tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    MeasureReport of(Figures figures) {
        var answer = new MeasureReport()
                .setStatus(MeasureReportStatus.COMPLETE)
                .setType(MeasureReportType.SUMMARY)
                .setMeasure(figures.report().canonical());
        answer.setDateElement(new DateTimeType(clock.instant().toString()));
        answer.getPeriod()
                .setStartElement(new DateTimeType(figures.period().start().toString()));
        answer.getPeriod().setEndElement(new DateTimeType(figures.period().end().toString()));
        groups(figures).forEach((currency, sum) -> answer.addGroup(group(figures, currency, sum)));
        return answer;
    }

    /** A period without any payment has a sum too: nothing, in the tenant's own currency. */
    private Map<String, Sum> groups(Figures figures) {
        var groups = new TreeMap<>(figures.byGroup());
        if (groups.isEmpty()) {
            groups.put(tenants.current().currency().getCurrencyCode(), Sum.NOTHING);
        }
        return groups;
    }

    private static MeasureReportGroupComponent group(Figures figures, String currency, Sum sum) {
        var group = new MeasureReportGroupComponent()
                .setCode(new CodeableConcept().setText(currency))
                .setMeasureScore(amount(sum, currency));
        group.getCode().addCoding().setSystem(CURRENCY).setCode(currency);
        group.addPopulation().setCode(population()).setCount(Math.toIntExact(sum.count()));
        var stratifiers = figures.report().stratifiers();
        for (int stratifier = 0; stratifier < stratifiers.size(); stratifier++) {
            var strata = group.addStratifier().addCode(new CodeableConcept().setText(stratifiers.get(stratifier)));
            figures.byStratum(currency, stratifier).forEach((value, part) -> {
                var stratum = strata.addStratum()
                        .setValue(new CodeableConcept().setText(value))
                        .setMeasureScore(amount(part, currency));
                stratum.addPopulation().setCode(population()).setCount(Math.toIntExact(part.count()));
            });
        }
        return group;
    }

    private static Quantity amount(Sum sum, String currency) {
        return new Quantity()
                .setValue(sum.score())
                .setUnit(currency)
                .setSystem(CURRENCY)
                .setCode(currency);
    }

    private static CodeableConcept population() {
        var code = new CodeableConcept();
        code.addCoding().setSystem(POPULATION).setCode("measure-population");
        return code;
    }
}
