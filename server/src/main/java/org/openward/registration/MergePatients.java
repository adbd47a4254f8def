package org.openward.registration;

/**
 * Two records are of one person: end one in favour of the other.
 *
 * @param ends id of the Patient that ends
 * @param survives id of the Patient that everything goes to
 */
public record MergePatients(String ends, String survives) {}
