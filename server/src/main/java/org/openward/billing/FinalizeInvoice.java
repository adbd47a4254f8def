package org.openward.billing;

import org.jspecify.annotations.Nullable;

/**
 * Asks to issue a draft invoice.
 *
 * @param version the version that the caller saw, if it said so
 */
public record FinalizeInvoice(String invoice, @Nullable String version) {}
