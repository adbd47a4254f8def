package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import java.math.BigDecimal;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A searched number with its comparison.
 *
 * @param exact what it stands for as it is written
 * @param near what is approximately the same
 */
record ComparedNumber(CompareOperation comparison, BigDecimal number, ImplicitRange exact, ImplicitRange near) {
    static ComparedNumber of(CompareOperation comparison, BigDecimal number) {
        var exact = ImplicitRange.of(number);
        return new ComparedNumber(comparison, number, exact, exact.withTenthOf(number));
    }

    ComparedNumber in(UnaryOperator<BigDecimal> unit) {
        return new ComparedNumber(comparison, unit.apply(number), exact.in(unit), near.in(unit));
    }

    /** What one end of a Range meets at least: the range that is near may lie between them. */
    ComparedNumber ofRange() {
        return comparison == CompareOperation.ap
                ? new ComparedNumber(CompareOperation.ge, near.low(), exact, near)
                : this;
    }

    /** As comparisons that the index knows: a number that is asked for, or not to be, is a range. */
    Condition by(BiFunction<CompareOperation, BigDecimal, Condition> compared) {
        return switch (comparison) {
            case eq -> ComboCondition.and(
                    compared.apply(CompareOperation.ge, exact.low()),
                    compared.apply(CompareOperation.lt, exact.high()));
            case ne -> ComboCondition.or(
                    compared.apply(CompareOperation.lt, exact.low()),
                    compared.apply(CompareOperation.ge, exact.high()));
            case ap -> ComboCondition.and(
                    compared.apply(CompareOperation.ge, near.low()), compared.apply(CompareOperation.le, near.high()));
                // Of a number that has no extent, starting after is being greater.
            case sa -> compared.apply(CompareOperation.gt, number);
            case eb -> compared.apply(CompareOperation.lt, number);
            default -> compared.apply(comparison, number);
        };
    }
}
