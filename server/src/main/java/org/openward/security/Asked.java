package org.openward.security;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** Reads from a FHIR request, or from one entry of a batch or transaction, what it wants to do. */
final class Asked {
    private static final Set<Interaction> NOTHING = Set.of();

    private Asked() {}

    static Wanted of(RequestDetails request, RestOperationTypeEnum interaction) {
        var type = request.getResourceName() == null ? SmartScope.ALL_TYPES : request.getResourceName();
        var chosen = request.getId() == null || !request.getId().hasIdPart();
        var search = chosen ? request.getParameters() : Map.<String, String[]>of();
        return switch (interaction) {
            case METADATA, GET_PAGE, TRANSACTION, BATCH -> new Wanted(type, NOTHING, NOTHING, Map.of(), "");
            case READ, VREAD, HISTORY_INSTANCE -> some(type, Interaction.READ);
            case SEARCH_TYPE -> new Wanted(type, EnumSet.of(Interaction.SEARCH), NOTHING, request.getParameters(), "");
            case SEARCH_SYSTEM, HISTORY_SYSTEM, HISTORY_TYPE -> new Wanted(
                    type, NOTHING, EnumSet.of(Interaction.SEARCH), request.getParameters(), "");
            case CREATE -> create(type, request.getHeader("If-None-Exist"));
            case UPDATE -> chosen ? conditionalUpdate(type, search) : some(type, Interaction.UPDATE);
            case PATCH -> chosen ? conditional(type, Interaction.UPDATE, search) : some(type, Interaction.UPDATE);
            case DELETE -> chosen ? conditional(type, Interaction.DELETE, search) : some(type, Interaction.DELETE);
            case EXTENDED_OPERATION_INSTANCE,
                    EXTENDED_OPERATION_SERVER,
                    EXTENDED_OPERATION_TYPE,
                    GRAPHQL_REQUEST,
                    META,
                    META_ADD,
                    META_DELETE,
                    VALIDATE -> operation(type, request.getOperation());
            default -> throw NotAllowed.because("This interaction is closed to clients.");
        };
    }

    /** A search that cannot be narrowed to what somebody may see. */
    static Wanted searchOfAll(String type, Map<String, String[]> search) {
        return new Wanted(type, NOTHING, EnumSet.of(Interaction.SEARCH), search, "");
    }

    static Wanted of(BundleEntryRequestComponent entry) {
        var url = UriComponentsBuilder.fromUriString(entry.getUrl()).build();
        var path = url.getPathSegments();
        var type = path.isEmpty() ? "" : path.get(0);
        if (url.getScheme() != null || !type.matches("[A-Z][A-Za-z]+")) {
            throw NotAllowed.because("An entry's request.url begins with a FHIR type; this one does not.");
        }
        var last = path.get(path.size() - 1);
        if (last.startsWith("$")) {
            return operation(type, last);
        }
        var search = parameters(afterQuestionMark(entry.getUrl()));
        var chosen = path.size() == 1;
        return switch (entry.getMethod() == null ? HTTPVerb.NULL : entry.getMethod()) {
            case GET, HEAD -> lookup(type, path.size(), last, search);
            case POST -> create(type, entry.getIfNoneExist());
            case PUT -> chosen ? conditionalUpdate(type, search) : some(type, Interaction.UPDATE);
            case PATCH -> chosen ? conditional(type, Interaction.UPDATE, search) : some(type, Interaction.UPDATE);
            case DELETE -> chosen ? conditional(type, Interaction.DELETE, search) : some(type, Interaction.DELETE);
            default -> throw NotAllowed.because("An entry's request.method is missing.");
        };
    }

    private static Wanted lookup(String type, int segments, String last, Map<String, String[]> search) {
        if (segments == 2 && last.equals("_history")) {
            return new Wanted(type, NOTHING, EnumSet.of(Interaction.SEARCH), search, "");
        }
        return segments == 1
                ? new Wanted(type, EnumSet.of(Interaction.SEARCH), NOTHING, search, "")
                : some(type, Interaction.READ);
    }

    private static Wanted some(String type, Interaction interaction) {
        return new Wanted(type, EnumSet.of(interaction), NOTHING, Map.of(), "");
    }

    private static Wanted create(String type, @Nullable String onlyIfNoneExists) {
        return onlyIfNoneExists == null || onlyIfNoneExists.isBlank()
                ? some(type, Interaction.CREATE)
                : conditional(
                        type,
                        Interaction.CREATE,
                        parameters(
                                onlyIfNoneExists.contains("?")
                                        ? afterQuestionMark(onlyIfNoneExists)
                                        : onlyIfNoneExists));
    }

    /** The answer to a conditional write tells whether such records exist, so it needs a search of them all. */
    private static Wanted conditional(String type, Interaction interaction, Map<String, String[]> search) {
        return new Wanted(type, EnumSet.of(interaction), EnumSet.of(Interaction.SEARCH), search, "");
    }

    private static Wanted conditionalUpdate(String type, Map<String, String[]> search) {
        return new Wanted(
                type, EnumSet.of(Interaction.UPDATE, Interaction.CREATE), EnumSet.of(Interaction.SEARCH), search, "");
    }

    private static Wanted operation(String type, String name) {
        return new Wanted(type, NOTHING, NOTHING, Map.of(), name);
    }

    private static String afterQuestionMark(String url) {
        return url.contains("?") ? url.substring(url.indexOf('?') + 1) : "";
    }

    /** As the store reads them: decoded, and with nothing in them that ends the search, as a fragment would elsewhere. */
    static Map<String, String[]> parameters(String query) {
        var found = new LinkedHashMap<String, List<String>>();
        for (var parameter : query.split("&", -1)) {
            var parts = parameter.split("=", 2);
            if (!parameter.isEmpty()) {
                found.computeIfAbsent(decoded(parts[0]), none -> new ArrayList<>())
                        .add(parts.length < 2 ? "" : decoded(parts[1]));
            }
        }
        return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue()
                .toArray(String[]::new)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidRequestException("The search " + text + " has a percent sign that begins no code.");
        }
    }
}
