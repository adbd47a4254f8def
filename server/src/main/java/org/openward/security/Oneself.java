package org.openward.security;

import org.jspecify.annotations.Nullable;

/**
 * Who somebody is in the hospital's own records, whoever's record he has before him.
 *
 * @param record the one that stands for him, such as {@code Practitioner/12}; nothing where that is not known
 * @param patient the id of the patient that he is himself
 */
public record Oneself(@Nullable String record, @Nullable String patient) {
    /** Somebody of whom nothing is said. */
    public static final Oneself UNKNOWN = new Oneself(null, null);
}
