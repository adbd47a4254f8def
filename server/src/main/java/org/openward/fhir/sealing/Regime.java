package org.openward.fhir.sealing;

import java.util.Set;

/**
 * Which systems are sealed with which key, as all servers of the database do it.
 *
 * @param number the newest has the highest
 * @param effective whether records are written by it by now
 * @param finished whether all that is stored is as it says
 */
public record Regime(long number, String keyId, Set<String> systems, boolean effective, boolean finished) {}
