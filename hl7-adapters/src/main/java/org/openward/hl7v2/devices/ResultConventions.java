package org.openward.hl7v2.devices;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openward.profiles.Extensions;

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
            Map.of(), Set.of(8), 0, List.of(new BigDecimal("-99000000000")), DecimalMark.POINT, Naming.STANDARD);

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

    /**
     * What names one result of the device among the others of its report.
     *
     * @param besides codes of what the device sends beside its results, such as its settings
     */
    public record Naming(TestCode testCode, SubIds subIds, Names besides) {
        static final Naming STANDARD = new Naming(TestCode.OBX_3, SubIds.IDENTIFY, Names.NONE);
    }

    /**
     * The habits that a description tells, and the standard's where it tells none.
     *
     * @param flags as {@link #flags}
     */
    public static ResultConventions of(Habits habits, Map<String, String> flags) {
        Set<Integer> fields =
                habits.numbers(Extensions.ANALYZER_FLAG_FIELD).stream().collect(Collectors.toUnmodifiableSet());
        List<BigDecimal> missing = habits.amounts(Extensions.ANALYZER_MISSING_VALUE);
        return new ResultConventions(
                flags,
                fields.isEmpty() ? STANDARD.flagFields : fields,
                habits.numbers(Extensions.ANALYZER_VALUE_COMPONENT).stream()
                        .findFirst()
                        .orElse(STANDARD.valueComponent),
                missing.isEmpty() ? STANDARD.missingValues : missing,
                habits.word(
                                Extensions.ANALYZER_DECIMAL_MARK,
                                Map.of("point", DecimalMark.POINT, "comma", DecimalMark.COMMA))
                        .orElse(STANDARD.decimalMark),
                naming(habits));
    }

    private static Naming naming(Habits habits) {
        return new Naming(
                habits.word(Extensions.ANALYZER_TEST_FIELD, Map.of("OBX-3", TestCode.OBX_3, "OBX-4", TestCode.OBX_4))
                        .orElse(TestCode.OBX_3),
                habits.word(
                                Extensions.ANALYZER_SUB_IDS,
                                Map.of("identify", SubIds.IDENTIFY, "shared", SubIds.SHARED_BY_RUNS))
                        .orElse(SubIds.IDENTIFY),
                Names.of(habits, Extensions.ANALYZER_NOT_RESULT));
    }

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
        Naming other = new Naming(position, naming.subIds(), naming.besides());
        return new ResultConventions(flags, flagFields, valueComponent, missingValues, decimalMark, other);
    }

    public ResultConventions withSubIds(SubIds meaning) {
        Naming other = new Naming(naming.testCode(), meaning, naming.besides());
        return new ResultConventions(flags, flagFields, valueComponent, missingValues, decimalMark, other);
    }
}
