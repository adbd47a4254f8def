package org.openward.testing;

/** An event that only tests publish. */
public record Rumour(String id, boolean unbearable) {}
