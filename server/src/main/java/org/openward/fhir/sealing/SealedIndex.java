package org.openward.fhir.sealing;

import ca.uhn.fhir.jpa.dao.index.DaoSearchParamSynchronizer;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import ca.uhn.fhir.jpa.util.AddRemoveCount;
import ca.uhn.fhir.rest.api.Constants;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Writes tokens into the index of searches, where sealed numbers would stand. It does so last, when HAPI has compared the numbers with what
 * a conditional write asks for.
 */
@Component
@Primary
class SealedIndex extends DaoSearchParamSynchronizer {
    private final SearchTokens tokens;
    private final PartitionSettings partitions;

    SealedIndex(SearchTokens tokens, PartitionSettings partitions) {
        this.tokens = tokens;
        this.partitions = partitions;
    }

    @Override
    public AddRemoveCount synchronizeSearchParamsToDatabase(
            ResourceIndexedSearchParams values, ResourceTable record, ResourceIndexedSearchParams before) {
        if (tokens.areInUse()) {
            seal(values.myTokenParams, record);
        }
        return super.synchronizeSearchParamsToDatabase(values, record, before);
    }

    private void seal(Collection<ResourceIndexedSearchParamToken> rows, ResourceTable record) {
        rows.forEach(row -> SearchTokens.refuseSealed(row.getValue()));
        var numbers = rows.stream()
                .filter(row -> row.getValue() != null && tokens.isSealed(row.getSystem()))
                .toList();
        if (numbers.isEmpty()) {
            return;
        }
        var ofTypes = rows.stream()
                .filter(row -> row.getParamName().endsWith(Constants.PARAMQUALIFIER_TOKEN_OF_TYPE))
                .toList();
        var sealed = new ArrayList<ResourceIndexedSearchParamToken>();
        Set<ResourceIndexedSearchParamToken> clear = Collections.newSetFromMap(new IdentityHashMap<>());
        clear.addAll(numbers);
        for (var number : numbers) {
            var token = token(number, record);
            sealed.add(with(token, number, record));
            for (var typed : typed(number, ofTypes)) {
                clear.add(typed);
                sealed.add(with(before(typed, number) + token, typed, record));
            }
        }
        rows.stream().filter(row -> !clear.contains(row)).forEach(sealed::add);
        rows.clear();
        rows.addAll(sealed);
    }

    private String token(ResourceIndexedSearchParamToken number, ResourceTable record) {
        var partition =
                record.getPartitionId() == null ? null : record.getPartitionId().getPartitionId();
        return tokens.written(partition == null ? 0 : partition, number.getSystem(), number.getValue());
    }

    /** The same number by its type: such a row names the type, and the number, but not its system. */
    private static List<ResourceIndexedSearchParamToken> typed(
            ResourceIndexedSearchParamToken number, List<ResourceIndexedSearchParamToken> ofTypes) {
        return ofTypes.isEmpty()
                ? Collections.emptyList()
                : ofTypes.stream()
                        .filter(typed -> typed.getParamName()
                                        .equals(number.getParamName() + Constants.PARAMQUALIFIER_TOKEN_OF_TYPE)
                                && typed.getValue() != null
                                && typed.getValue().endsWith("|" + number.getValue()))
                        .toList();
    }

    private static String before(ResourceIndexedSearchParamToken typed, ResourceIndexedSearchParamToken number) {
        return typed.getValue()
                .substring(0, typed.getValue().length() - number.getValue().length());
    }

    private ResourceIndexedSearchParamToken with(
            String value, ResourceIndexedSearchParamToken row, ResourceTable record) {
        var sealed = new ResourceIndexedSearchParamToken(
                partitions, row.getResourceType(), row.getParamName(), row.getSystem(), value);
        sealed.setResource(record);
        return sealed;
    }
}
