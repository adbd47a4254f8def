package org.openward.fhir.protocol;

import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.MatchUrlUtil;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.http.NameValuePair;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** One write whose client says in which version it saw the record. */
final class BoundWrite {
    private static final Set<HTTPVerb> VERBS = EnumSet.of(HTTPVerb.PUT, HTTPVerb.PATCH, HTTPVerb.DELETE);

    private final VersionCondition condition;
    private final BiPredicate<RequestDetails, IBaseResource> target;
    private @Nullable Resource seen;

    private BoundWrite(VersionCondition condition, BiPredicate<RequestDetails, IBaseResource> target) {
        this.condition = condition;
        this.target = target;
    }

    /** A request of its own. */
    static BoundWrite of(RequestDetails request, String ifMatch) {
        var id = request.getId() == null ? null : request.getId().getIdPart();
        return new BoundWrite(
                VersionCondition.of(ifMatch),
                (by, record) -> by == request && isOf(request.getResourceName(), id, record));
    }

    /**
     * An entry of a transaction, or the one that a batch is at, if it has a condition, which HAPI does not get to see then. An entry that
     * HAPI begins anew has it still.
     */
    static Optional<BoundWrite> takenFrom(BundleEntryComponent entry) {
        var request = entry.getRequest();
        if (!request.hasUrl() || !VERBS.contains(request.getMethod())) {
            return Optional.empty();
        }
        if (request.hasIfMatch()) {
            entry.setUserData(BoundWrite.class.getName(), request.getIfMatch());
            request.setIfMatch(null);
        }
        return Optional.ofNullable(entry.getUserString(BoundWrite.class.getName()))
                .map(ifMatch -> of(entry, ifMatch));
    }

    /** HAPI stores what the entry brings, and names it by the entry's own address. */
    private static BoundWrite of(BundleEntryComponent entry, String ifMatch) {
        var request = entry.getRequest();
        var method = RequestTypeEnum.valueOf(request.getMethod().toCode());
        var address = UrlUtil.parseUrl(request.getUrl());
        var query = query(request.getUrl());
        return new BoundWrite(
                VersionCondition.of(ifMatch),
                (by, record) -> isOf(address.getResourceType(), address.getResourceId(), record)
                        && (address.getResourceId() != null
                                || record == entry.getResource()
                                || (by.getRequestType() == method && query.equals(query(by)))));
    }

    private static boolean isOf(@Nullable String type, @Nullable String id, IBaseResource record) {
        return record.fhirType().equals(type)
                && (id == null || id.equals(record.getIdElement().getIdPart()));
    }

    private static Map<String, List<String>> query(String url) {
        return url.contains("?")
                ? MatchUrlUtil.translateMatchUrl(url.substring(url.indexOf('?'))).stream()
                        .collect(Collectors.groupingBy(
                                NameValuePair::getName,
                                Collectors.mapping(pair -> Objects.toString(pair.getValue(), ""), Collectors.toList())))
                : Map.of();
    }

    private static Map<String, List<String>> query(RequestDetails request) {
        return request.getParameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Arrays.stream(each.getValue())
                        .map(value -> Objects.toString(value, ""))
                        .toList()));
    }

    /** Whether this is the write that a storage hook is about. */
    boolean isOf(RequestDetails request, IBaseResource record) {
        return target.test(request, record);
    }

    /**
     * Refuses it if the condition is not met.
     *
     * @param current the record as it is stored; nothing if it is not there
     */
    void require(@Nullable IBaseResource current) {
        if (!condition.isMetBy(current)) {
            throw ProtocolRefusal.changedMeanwhile();
        }
        seen = (Resource) current;
    }

    /** The record of which it was told that it meets the condition, if it was yet. */
    Optional<Resource> seen() {
        return Optional.ofNullable(seen);
    }

    /**
     * Whether a record may be changed as it is now.
     *
     * @param now as it is stored; nothing if it is not there
     */
    boolean isMetBy(@Nullable Resource now) {
        return condition.isMetBy(now);
    }

    /** What was done is undone and may be done again. */
    void again() {
        seen = null;
    }
}
