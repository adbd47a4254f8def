package org.openward.hl7v2.writing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Type;

/**
 * The value of a result as OBX-2, OBX-5 and OBX-6 say it.
 *
 * @param type the data type, from HL7 table 0125
 */
record ResultValue(String type, String value, String unit) {
    /** A string (ST) has this many characters at most. */
    private static final int LONGEST_STRING = 199;

    private static final BigDecimal ONE = BigDecimal.ONE;

    private static final String UNKNOWN_CONTENT = "application/octet-stream";

    /** Writes values; every kind of value that FHIR knows has its type. */
    record Writer(Fields fields, Concepts concepts) {
        ResultValue write(Type value) throws CannotBeWritten {
            var simple = quantitative(value).or(() -> temporal(value));
            return simple.isPresent() ? simple.get() : worded(value);
        }

        private Optional<ResultValue> quantitative(Type value) {
            if (value instanceof Quantity quantity) {
                return Optional.of(quantity(quantity));
            } else if (value instanceof IntegerType number) {
                return Optional.of(new ResultValue("NM", number.getValueAsString(), ""));
            } else if (value instanceof Range range) {
                var between = number(range.getLow()) + "^-^" + number(range.getHigh());
                return Optional.of(new ResultValue("SN", "^" + between, unit(range.getLow(), range.getHigh())));
            } else if (value instanceof Ratio ratio) {
                var parts = number(ratio.getNumerator()) + "^:^" + number(ratio.getDenominator());
                return Optional.of(new ResultValue(
                        "SN", comparator(ratio.getNumerator()) + "^" + parts, concepts.unit(ratio.getNumerator())));
            } else if (value instanceof SampledData samples) {
                return Optional.of(new ResultValue("NA", samples(samples), concepts.unit(samples.getOrigin())));
            }
            return Optional.empty();
        }

        private ResultValue quantity(Quantity quantity) {
            var unit = concepts.unit(quantity);
            return quantity.hasComparator()
                    ? new ResultValue("SN", quantity.getComparator().toCode() + "^" + number(quantity), unit)
                    : new ResultValue("NM", number(quantity), unit);
        }

        private String unit(Quantity one, Quantity other) {
            var unit = concepts.unit(one);
            return unit.isEmpty() ? concepts.unit(other) : unit;
        }

        private static String comparator(Quantity quantity) {
            return quantity.hasComparator() ? quantity.getComparator().toCode() : "";
        }

        private static String number(Quantity quantity) {
            return quantity.hasValue() ? quantity.getValue().toPlainString() : "";
        }

        /** What was measured, not the numbers that were recorded for it; a place without a number stays empty. */
        private static String samples(SampledData samples) {
            var factor = samples.hasFactor() ? samples.getFactor() : ONE;
            var origin = samples.getOrigin().hasValue() ? samples.getOrigin().getValue() : BigDecimal.ZERO;
            var numbers = new ArrayList<String>();
            var data = samples.hasData() ? samples.getData() : "";
            for (var each : data.strip().split("\\s+", -1)) {
                numbers.add(
                        each.matches("[+-]?\\d+(\\.\\d+)?")
                                ? new BigDecimal(each)
                                        .multiply(factor)
                                        .add(origin)
                                        .toPlainString()
                                : "");
            }
            return String.join("^", numbers);
        }

        private Optional<ResultValue> temporal(Type value) {
            if (value instanceof DateTimeType time) {
                var type = fields.letterhead().isSince(Hl7Version.V2_6) ? "DTM" : "TS";
                return Optional.of(new ResultValue(type, fields.time(time), ""));
            } else if (value instanceof TimeType time) {
                return Optional.of(new ResultValue(
                        "TM", time.getValue().replaceAll("\\..*", "").replace(":", ""), ""));
            } else if (value instanceof Period period) {
                return Optional.of(
                        new ResultValue("DR", Fields.composite(fields.start(period), fields.end(period)), ""));
            }
            return Optional.empty();
        }

        private ResultValue worded(Type value) throws CannotBeWritten {
            if (value instanceof CodeableConcept concept) {
                return new ResultValue(codedType(), concepts.concept(concept), "");
            } else if (value instanceof BooleanType yes) {
                var said = yes.booleanValue() ? List.of("Y", "Yes") : List.of("N", "No");
                return new ResultValue(codedType(), said.get(0) + "^" + said.get(1) + "^HL70136", "");
            } else if (value instanceof StringType text) {
                return string(text.getValue());
            } else if (value instanceof Attachment attachment) {
                return attachment(attachment);
            }
            throw new CannotBeWritten("A value of the type " + value.fhirType() + " has no place in a result message.");
        }

        /** Long texts and those of several lines are formatted text (FT), whose line breaks are escaped. */
        private ResultValue string(String text) {
            return text.length() > LONGEST_STRING || text.contains("\n")
                    ? new ResultValue("FT", fields.lines(text), "")
                    : new ResultValue("ST", fields.text(text), "");
        }

        private String codedType() {
            return fields.letterhead().isSince(Hl7Version.V2_6) ? "CWE" : "CE";
        }

        /** The document itself where the record holds it, else where it is found. */
        ResultValue attachment(Attachment attachment) {
            var type = attachment.hasContentType() ? attachment.getContentType().split(";", 2)[0] : UNKNOWN_CONTENT;
            var kind = type.contains("/") ? type.substring(0, type.indexOf('/')) : "application";
            var subtype = type.substring(type.indexOf('/') + 1);
            if (!attachment.hasData()) {
                return new ResultValue(
                        "RP",
                        Fields.composite(fields.text(attachment.getUrl()), "", fields.text(kind), fields.text(subtype)),
                        "");
            }
            return new ResultValue(
                    "ED",
                    "^" + fields.text(kind) + "^" + fields.text(subtype) + "^Base64^"
                            + attachment.getDataElement().getValueAsString(),
                    "");
        }
    }
}
