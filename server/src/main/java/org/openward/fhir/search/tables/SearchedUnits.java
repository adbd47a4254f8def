package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.rest.param.QuantityParam;
import java.math.BigDecimal;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.openward.terminology.AlikeUnits;
import org.openward.terminology.Ucum;
import org.openward.terminology.UnitCodes;
import org.springframework.util.function.SingletonSupplier;

/** In which units a search for a quantity of UCUM looks: 5.4 mg/dL is 0.054 g/L, however it was recorded. */
final class SearchedUnits {
    private final SingletonSupplier<AlikeUnits> units = SingletonSupplier.of(() -> new AlikeUnits(new Ucum()));

    /** The unit asked for first. What is not equal is asked of that unit only. */
    List<String> of(QuantityParam asked, @Nullable CompareOperation operation) {
        var unit = StringUtils.defaultString(asked.getUnits());
        return UnitCodes.SYSTEM.equals(asked.getSystem()) && !unit.isEmpty() && operation != CompareOperation.ne
                ? units.obtain().of(unit).stream()
                        .filter(each -> units.obtain()
                                .converted(BigDecimal.ONE, unit, each)
                                .isPresent())
                        .toList()
                : List.of(unit);
    }

    BigDecimal converted(BigDecimal value, QuantityParam asked, String unit) {
        return unit.equals(StringUtils.defaultString(asked.getUnits()))
                ? value
                : units.obtain().converted(value, asked.getUnits(), unit).orElseThrow();
    }
}
