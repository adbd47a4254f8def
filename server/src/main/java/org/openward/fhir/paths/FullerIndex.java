package org.openward.fhir.paths;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamDate;
import ca.uhn.fhir.jpa.model.entity.ResourceLink;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.SearchTokens;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Adds what HAPI leaves out of the index of a record, though FHIR lets it be searched for (decision 0049). */
@Component
class FullerIndex {
    /** What a second, the last of which is not written, goes on for. */
    private static final long REST_OF_SECOND = 999;

    private static final Pattern ROOT = Pattern.compile("\\(*([A-Z]\\w*)\\.");

    /** The length of the column. */
    private static final int ADDRESS = 200;

    /** More than the standard's; a hospital adds some of its own. */
    private static final int PATHS = 10_000;

    private final Cache<Union, List<String>> split =
            Caffeine.newBuilder().maximumSize(PATHS).build();
    private final SingletonSupplier<ISearchParamRegistry> searchParameters;
    private final SingletonSupplier<ISearchParamExtractor> paths;
    private final MoreRows more;
    private final SearchTokens tokens;

    FullerIndex(
            ObjectProvider<ISearchParamRegistry> searchParameters,
            ObjectProvider<ISearchParamExtractor> paths,
            MoreRows more,
            SearchTokens tokens) {
        this.tokens = tokens;
        this.searchParameters = SingletonSupplier.of(searchParameters::getObject);
        this.paths = SingletonSupplier.of(paths::getObject);
        this.more = more;
    }

    void complete(ResourceIndexedSearchParams rows, ResourceTable row, Base record, Date now) {
        for (var parameter : searchParameters
                .obtain()
                .getActiveSearchParams(record.fhirType(), SearchParamLookupContextEnum.INDEX)
                .values()) {
            switch (parameter.getParamType()) {
                case QUANTITY -> addQuantities(rows, row, parameter, record);
                case DATE -> endSeconds(rows.myDateParams, parameter, record);
                case TOKEN -> addWords(rows, row, parameter, record);
                case REFERENCE -> addAddresses(rows, row, parameter, record, now);
                default -> {}
            }
        }
    }

    private void addQuantities(
            ResourceIndexedSearchParams rows, ResourceTable row, RuntimeSearchParam parameter, Base record) {
        if (!rows.myQuantityParams.isEmpty()) {
            values(parameter, record)
                    .flatMap(value -> more.quantities(record.fhirType(), parameter.getName(), value))
                    .forEach(quantity -> {
                        quantity.setResource(row);
                        rows.myQuantityParams.add(quantity);
                    });
        }
    }

    /** A time without decimals is a second; HAPI takes it for that second's first moment. */
    private void endSeconds(
            Collection<ResourceIndexedSearchParamDate> rows, RuntimeSearchParam parameter, Base record) {
        var candidates = rows.stream()
                .filter(date -> date.getParamName().equals(parameter.getName()) && endsWithSecond(date.getValueHigh()))
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        var seconds = values(parameter, record)
                .flatMap(FullerIndex::ends)
                .filter(end -> end.hasValue() && end.getPrecision() == TemporalPrecisionEnum.SECOND)
                .map(end -> end.getValue().toInstant())
                .collect(Collectors.toSet());
        var ending = candidates.stream()
                .filter(date -> seconds.contains(date.getValueHigh().toInstant()))
                .toList();
        rows.removeAll(ending);
        ending.forEach(date ->
                date.setValueHigh(Date.from(date.getValueHigh().toInstant().plusMillis(REST_OF_SECOND))));
        rows.addAll(ending);
    }

    /** Whether a time without decimals may have led to it. */
    private static boolean endsWithSecond(@Nullable Date end) {
        return end != null && end.toInstant().equals(end.toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static Stream<BaseDateTimeType> ends(Base value) {
        if (value instanceof Period period) {
            return Stream.of(period.getEndElement());
        }
        if (value instanceof Timing timing) {
            return Stream.concat(
                    timing.getEvent().stream(),
                    timing.getRepeat().hasBoundsPeriod()
                            ? ends(timing.getRepeat().getBoundsPeriod())
                            : Stream.empty());
        }
        return value instanceof BaseDateTimeType date ? Stream.of(date) : Stream.empty();
    }

    private void addWords(
            ResourceIndexedSearchParams rows, ResourceTable row, RuntimeSearchParam parameter, Base record) {
        paths(parameter, record).stream()
                .filter(path -> path.endsWith("dentifier"))
                .flatMap(path -> values(path, record))
                .filter(value -> value instanceof Identifier)
                .flatMap(value -> more.words(record.fhirType(), parameter, (Identifier) value))
                .forEach(words -> {
                    words.setResource(row);
                    rows.myStringParams.add(words);
                });
    }

    private void addAddresses(
            ResourceIndexedSearchParams rows, ResourceTable row, RuntimeSearchParam parameter, Base record, Date now) {
        paths(parameter, record).forEach(path -> values(path, record)
                .flatMap(value -> addresses(value, row))
                .map(address -> ResourceLink.forLogicalReference(path, row, address, now))
                .forEach(rows.myLinks::add));
    }

    /** Of a reference by identifier; and of what is an address only, as a map's source may be (its canonical HAPI knows). */
    private Stream<String> addresses(Base value, ResourceTable row) {
        if (value instanceof Reference reference && reference.hasIdentifier()) {
            return IdentifierAddress.all(inIndex(reference.getIdentifier(), row)).stream();
        }
        return value.fhirType().equals("uri")
                ? Stream.ofNullable(value.primitiveValue()).filter(address -> address.length() <= ADDRESS)
                : Stream.empty();
    }

    /** Of a sealed number the index has a token. */
    private Identifier inIndex(Identifier named, ResourceTable row) {
        if (!named.hasValue() || !tokens.isSealed(named.getSystem())) {
            return named;
        }
        var partition =
                row.getPartitionId() == null ? null : row.getPartitionId().getPartitionId();
        return new Identifier()
                .setSystem(named.getSystem())
                .setValue(tokens.written(partition == null ? 0 : partition, named.getSystem(), named.getValue()));
    }

    private Stream<Base> values(RuntimeSearchParam parameter, Base record) {
        return paths(parameter, record).stream().flatMap(path -> values(path, record));
    }

    private Stream<Base> values(String path, Base record) {
        return paths.obtain().extractValues(path, record).stream()
                .filter(Base.class::isInstance)
                .map(Base.class::cast);
    }

    /** Those of the parameter that may lead somewhere in a record of that type. */
    private List<String> paths(RuntimeSearchParam parameter, Base record) {
        return parameter.getPath() == null
                ? List.of()
                : split.get(new Union(record.fhirType(), parameter.getPath()), this::split);
    }

    private List<String> split(Union union) {
        return Stream.of(paths.obtain().split(union.paths()))
                .map(String::trim)
                .filter(path -> leadsInto(union.type(), path))
                .toList();
    }

    private static boolean leadsInto(String type, String path) {
        var root = ROOT.matcher(path);
        return !root.lookingAt()
                || root.group(1).equals(type)
                || root.group(1).endsWith("Resource"); // DomainResource and Resource are roots of all.
    }

    /** The paths of a parameter of many types, as it is asked of one. */
    private record Union(String type, String paths) {}
}
