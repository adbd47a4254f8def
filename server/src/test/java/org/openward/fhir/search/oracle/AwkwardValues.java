package org.openward.fhir.search.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SimpleQuantity;

/** Names, codes, dates and numbers as people and machines write them, drawn by the same dice each time. */
final class AwkwardValues {
    static final List<String> FAMILIES = List.of(
            "Müller",
            "Mueller",
            "Muller",
            "MULLER-LÜDENSCHEID",
            "O'Brien",
            "O'Br",
            "Souza, Jr.",
            "Ångström",
            "Ørsted",
            "Weiß",
            "Weiss",
            "Rao",
            "Rao|Pipe",
            "van der Berg",
            "Van",
            "Sánchez",
            "Sanchez López",
            "李",
            "Cost$ly",
            "Back\\slash");
    static final List<String> GIVENS =
            List.of("José", "Jose", "Zoë", "Anna", "Anna-Maria", "Ann", "Élodie", "Jo", "josé maría", "X Æ");
    static final List<String> PLACES = List.of(
            "Köln", "Koln", "Cologne", "São Paulo", "Sao Tomé", "St. John's", "Kölner Straße 1", "12, Main St", "Łódź");
    static final List<String> DATES = List.of(
            "2019",
            "2020",
            "2020-01",
            "2020-02",
            "2020-02-29",
            "2020-01-01",
            "2019-12-31",
            "2021-03-04",
            "2020-12",
            "2020-12-31",
            "1899-12-30",
            "2055-06-01");
    static final List<String> TIMES = List.of(
            "2020-01-01T00:00:00Z",
            "2019-12-31T23:30:00-05:00",
            "2020-01-01T03:00:00+05:30",
            "2020-02-29T23:59:59Z",
            "2020-02-29T23:59:59.999Z",
            "2020-12-31T23:59:59+14:00",
            "2021-03-04T10:15:00Z",
            "2021-03-04T10:15:00.5Z",
            "2021-03-04T15:45:00+05:30",
            "2020-06-15T12:00:00-11:00");
    static final List<String> MASSES =
            List.of("5.4", "5.40", "0.054", "54", "-2", "100", "100.00", "99.5", "0.000123", "1234567.891", "0");

    static final String LOINC = "http://loinc.org";
    static final String LOCAL = "http://example.org/codes";

    private final Random dice = new Random(4);
    private final Map<String, List<String>> stored = new HashMap<>();

    Identifier identifier() {
        var identifier = new Identifier().setValue(of(List.of("1", "12", "123", "A|B", "x,y", "7")));
        if (often()) {
            identifier.setSystem(
                    of(List.of("http://example.org/ids", "http://example.org/ids/other", "urn:oid:1.2.3")));
        }
        if (dice.nextBoolean()) {
            identifier
                    .getType()
                    .setText(of(List.of("Passport", "Password", "Führerschein")))
                    .addCoding(new Coding(
                            "http://terminology.hl7.org/CodeSystem/v2-0203", of(List.of("PPN", "DL")), null));
        }
        return identifier;
    }

    CodeableConcept concept() {
        var concept = new CodeableConcept();
        if (dice.nextInt(8) > 0) {
            concept.addCoding(new Coding(
                    of(List.of(LOINC, LOCAL)),
                    of(List.of("8302-2", "8302-2x", "a", "A|1", "b$")),
                    of(List.of("Größe", "Grosse Höhe", "Height"))));
        }
        if (dice.nextInt(3) == 0) {
            concept.addCoding(new Coding(null, of(List.of("a", "c", "8302-2")), null));
        }
        return dice.nextBoolean() ? concept : concept.setText(of(List.of("Body height", "Bodý weight", "größer")));
    }

    Quantity quantity() {
        return measured(new Quantity(), MASSES, List.of("g/L", "mg/dL", "mmol/L", "cm", "[in_i]", "{score}"));
    }

    Quantity measured(Quantity quantity, List<String> values, List<String> units) {
        var unit = of(units);
        return quantity.setValue(new BigDecimal(of(values)))
                .setSystem(Units.UCUM)
                .setCode(unit)
                .setUnit(unit.equals("[in_i]") ? "inch" : unit);
    }

    Range range() {
        var range = new Range();
        if (dice.nextInt(4) > 0) {
            range.setLow(new SimpleQuantity()
                    .setValue(new BigDecimal("10"))
                    .setSystem(Units.UCUM)
                    .setCode("a"));
        }
        if (!range.hasLow() || often()) {
            range.setHigh(new SimpleQuantity()
                    .setValue(new BigDecimal("20"))
                    .setSystem(Units.UCUM)
                    .setCode("a"));
        }
        return range;
    }

    /** With an end at one side or both. */
    Period period() {
        var first = dice.nextInt(3);
        var period = new Period();
        if (first > 0) {
            period.setStartElement(
                    new DateTimeType(of(List.of("2019", "2019-12-31", "2020-01-01T00:00:00Z", "2020-02"))));
        }
        if (first < 2) {
            period.setEndElement(
                    new DateTimeType(of(List.of("2020-12-31", "2021", "2020-12-31T23:59:59-05:00", "2021-03-04"))));
        }
        return period;
    }

    /** Remembers a record that others may refer to. */
    String keep(String type) {
        var url = "urn:uuid:" + new UUID(dice.nextLong(), dice.nextLong());
        stored.computeIfAbsent(type, each -> new ArrayList<>()).add(url);
        return url;
    }

    /** Sometimes with the identifier of the record meant. */
    Reference to(String type) {
        var reference = new Reference(of(stored.getOrDefault(type, List.of())));
        return often() ? reference : reference.setIdentifier(identifier());
    }

    /** To a record that is not here. */
    Reference elsewhere() {
        return new Reference().setIdentifier(identifier()).setDisplay("Elsewhere");
    }

    static void times(int number, Runnable add) {
        for (var each = 0; each < number; each++) {
            add.run();
        }
    }

    boolean often() {
        return dice.nextInt(3) > 0;
    }

    boolean seldom() {
        return dice.nextInt(4) == 0;
    }

    /** A number from 0. */
    int below(int bound) {
        return dice.nextInt(bound);
    }

    boolean either() {
        return dice.nextBoolean();
    }

    <T> T of(List<T> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }
}
