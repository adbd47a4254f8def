package org.openward.security.roles;

/** The ways on which something can leave or enter the records, as the seeds' prohibitions are tried on each. */
enum Way {
    REST,
    INCLUDE,
    CHAIN,
    HAS,
    EVERYTHING,
    GRAPHQL,
    HISTORY,
    BATCH,
    OPERATION,
    EXPORT,
    REST_HOOK,
    EVENTS
}
