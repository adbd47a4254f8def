package org.openward.hl7v2.devices;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The habits of one device in its OBX segments.
 *
 * @param flags its own abnormal flags, each with the v3 ObservationInterpretation code it means
 * @param flagFields the OBX fields in which it puts flags
 * @param valueComponent the component of OBX-5 that is the result, or 0 for the whole field
 * @param missingValues numbers that mean that there is no result
 */
public record ResultConventions(
        Map<String, String> flags,
        Set<Integer> flagFields,
        int valueComponent,
        List<BigDecimal> missingValues,
        DecimalMark decimalMark,
        Naming naming) {
    public static final ResultConventions STANDARD = new ResultConventions(
            Map.of(),
            Set.of(8),
            0,
            List.of(new BigDecimal("-99000000000")),
            DecimalMark.POINT,
            new Naming(TestCode.OBX_3, SubIds.IDENTIFY));

    public ResultConventions {
        flags = Map.copyOf(flags);
        flagFields = Set.copyOf(flagFields);
        missingValues = List.copyOf(missingValues);
    }

    /** How a number such as 12,345 is meant. */
    public enum DecimalMark {
        POINT,
        COMMA
    }

    /** The field that names the test. */
    public enum TestCode {
        OBX_3,
        OBX_4
    }

    /** Whether OBX-4 tells results of one test apart, or several runs share it and time and instrument tell them apart. */
    public enum SubIds {
        IDENTIFY,
        SHARED_BY_RUNS
    }

    /** What names one result of the device among the others of its report. */
    public record Naming(TestCode testCode, SubIds subIds) {}

    public ResultConventions withFlags(Map<String, String> meanings, Set<Integer> fields) {
        return new ResultConventions(meanings, fields, valueComponent, missingValues, decimalMark, naming);
    }

    public ResultConventions withValueComponent(int component) {
        return new ResultConventions(flags, flagFields, component, missingValues, decimalMark, naming);
    }

    public ResultConventions withMissingValues(List<BigDecimal> values) {
        return new ResultConventions(flags, flagFields, valueComponent, values, decimalMark, naming);
    }

    public ResultConventions withDecimalMark(DecimalMark mark) {
        return new ResultConventions(flags, flagFields, valueComponent, missingValues, mark, naming);
    }

    public ResultConventions withTestCode(TestCode position) {
        Naming other = new Naming(position, naming.subIds());
        return new ResultConventions(flags, flagFields, valueComponent, missingValues, decimalMark, other);
    }

    public ResultConventions withSubIds(SubIds meaning) {
        Naming other = new Naming(naming.testCode(), meaning);
        return new ResultConventions(flags, flagFields, valueComponent, missingValues, decimalMark, other);
    }
}
