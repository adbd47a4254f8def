package org.openward.fhir.turns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.IdType;
import org.openward.tenancy.Acting;

/** The records that a FHIR transaction names to change, each as a number, in an order that all transactions keep. */
final class ChangedRecords {
    /** The database keeps the locks of all in one table of some thousands. */
    private static final int MOST = 100;

    private ChangedRecords() {}

    /** By id or by condition. None of a transaction that names more than a hundred. */
    static List<Long> of(IBaseBundle bundle) {
        if (!(bundle instanceof Bundle transaction) || transaction.getType() != BundleType.TRANSACTION) {
            return List.of();
        }
        var tenant = Acting.ifAny().map(caller -> caller.tenant().value()).orElse("");
        var numbers = transaction.getEntry().stream()
                .flatMap(ChangedRecords::name)
                .map(name -> number("fhir/" + tenant + "/" + name))
                .distinct()
                .sorted()
                .toList();
        return numbers.size() > MOST ? List.of() : numbers;
    }

    private static Stream<String> name(BundleEntryComponent entry) {
        var request = entry.getRequest();
        if (!request.hasMethod()) {
            return Stream.empty();
        }
        return switch (request.getMethod()) {
            case PUT, PATCH, DELETE -> Stream.ofNullable(request.getUrl()).map(ChangedRecords::target);
            case POST -> Stream.ofNullable(request.getIfNoneExist())
                    .filter(condition -> entry.hasResource())
                    .map(condition -> entry.getResource().fhirType() + "?" + query(condition));
            default -> Stream.empty();
        };
    }

    private static String target(String url) {
        return url.contains("?")
                ? Strings.CS.removeStart(StringUtils.substringBefore(url, "?"), "/") + "?" + query(url)
                : String.valueOf(new IdType(url).toUnqualifiedVersionless().getValue());
    }

    private static String query(String condition) {
        return condition.contains("?") ? StringUtils.substringAfter(condition, "?") : condition;
    }

    /** Two names with one number wait for each other needlessly, and that is all. */
    private static long number(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).getMostSignificantBits();
    }
}
