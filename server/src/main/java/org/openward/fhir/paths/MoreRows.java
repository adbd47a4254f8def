package org.openward.fhir.paths;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamQuantity;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamString;
import ca.uhn.fhir.util.StringUtil;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rows of the index beside those that HAPI makes of a value. */
@Component
class MoreRows {
    /** Further than anything that is measured: where a Range without an end goes on to. */
    private static final BigDecimal ENDLESS = new BigDecimal("1e300");

    /** The length of the column. */
    private static final int UNIT = 200;

    private final PartitionSettings partitions;
    private final JpaStorageSettings storage;

    MoreRows(PartitionSettings partitions, JpaStorageSettings storage) {
        this.partitions = partitions;
        this.storage = storage;
    }

    /** By the unit in words, where it is not the code; and a missing end of a Range. */
    Stream<ResourceIndexedSearchParamQuantity> quantities(String type, String parameter, Base value) {
        if (value instanceof Range range) {
            return Stream.of(
                            inWords(
                                    type,
                                    parameter,
                                    range.getLow(),
                                    range.getLow().getValue()),
                            inWords(
                                    type,
                                    parameter,
                                    range.getHigh(),
                                    range.getHigh().getValue()),
                            beyond(type, parameter, range))
                    .flatMap(rows -> rows);
        }
        return value instanceof Quantity quantity
                ? inWords(type, parameter, quantity, quantity.getValue())
                : Stream.empty();
    }

    private Stream<ResourceIndexedSearchParamQuantity> beyond(String type, String parameter, Range range) {
        if (range.getLow().hasValue() == range.getHigh().hasValue()) {
            return Stream.empty();
        }
        var end = range.getLow().hasValue() ? range.getLow() : range.getHigh();
        var number = range.getLow().hasValue() ? ENDLESS : ENDLESS.negate();
        return Stream.concat(
                Stream.of(row(type, parameter, number, end.getSystem(), end.getCode())),
                inWords(type, parameter, end, number));
    }

    private Stream<ResourceIndexedSearchParamQuantity> inWords(
            String type, String parameter, Quantity quantity, @Nullable BigDecimal number) {
        var unit = StringUtils.defaultString(quantity.getUnit());
        return number == null || unit.isBlank() || unit.length() > UNIT || unit.equals(quantity.getCode())
                ? Stream.empty()
                : Stream.of(row(type, parameter, number, null, unit));
    }

    private ResourceIndexedSearchParamQuantity row(
            String type, String parameter, BigDecimal number, @Nullable String system, @Nullable String unit) {
        return new ResourceIndexedSearchParamQuantity(partitions, type, parameter, number, system, unit);
    }

    /** The words for the type of an identifier. */
    Stream<ResourceIndexedSearchParamString> words(String type, RuntimeSearchParam parameter, Identifier identifier) {
        var text = StringUtils.left(identifier.getType().getText(), ResourceIndexedSearchParamString.MAX_LENGTH);
        if (StringUtils.isBlank(text)) {
            return Stream.empty();
        }
        var normal = StringUtils.left(
                StringUtil.normalizeStringForSearchIndexing(text), ResourceIndexedSearchParamString.MAX_LENGTH);
        return Stream.of(
                new ResourceIndexedSearchParamString(partitions, storage, type, parameter.getName(), normal, text));
    }
}
