package org.openward.security;

import java.util.Map;
import java.util.Set;

/**
 * What a request, or one entry of a batch or transaction, wants to do.
 *
 * @param type a FHIR type, or {@code *} for the whole server
 * @param withSome interactions with records that can be looked at one by one
 * @param withAny interactions that can only be granted for all records of the type
 * @param search the search parameters that choose the records
 * @param operation the name of an operation with its dollar sign, empty for a plain interaction
 */
record Wanted(
        String type,
        Set<Interaction> withSome,
        Set<Interaction> withAny,
        Map<String, String[]> search,
        String operation) {}
