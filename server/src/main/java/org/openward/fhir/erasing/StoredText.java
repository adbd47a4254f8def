package org.openward.fhir.erasing;

/**
 * What one version of a record says.
 *
 * @param json its elements without id and meta
 * @param newest whether it is what a read shows
 */
public record StoredText(long version, String json, boolean newest) {}
