package org.openward.fhir.standard;

import java.util.List;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * An operation that others define, as it is served here.
 *
 * @param definition its canonical address
 * @param code its name without the dollar sign
 * @param refuses what its definition knows besides and would change the answer
 */
public record ForeignOperation(
        String definition, String code, Place place, List<Taken> takes, Set<String> refuses, Check check) {
    static final String ANY_TYPE = "Resource";

    /**
     * Where it is asked for.
     *
     * @param type nothing where it is asked of the whole server only
     */
    public record Place(@Nullable String type, Set<Level> levels) {
        /** Of an operation that has the type or, if it is one of all types, that is none. */
        boolean isOf(@Nullable String asked) {
            return type == null ? asked == null : type.equals(asked);
        }
    }

    /** Of what an operation is asked. */
    public enum Level {
        SYSTEM,
        TYPE,
        INSTANCE
    }

    /** Who refuses what it does not know. */
    public enum Check {
        HERE,
        ELSEWHERE
    }

    /**
     * A parameter that it takes.
     *
     * @param type nothing where the operation's definition in FHIR R4 says everything, or where it has parts
     */
    public record Taken(String name, @Nullable String type, int min, String max, String says, List<Taken> parts) {
        boolean isAsInR4() {
            return type == null && parts.isEmpty();
        }
    }

    /** The last part of its canonical address, by which its definition is read here. */
    public String id() {
        return StringUtils.substringAfterLast(definition, "/");
    }

    boolean takes(String name) {
        return takes.stream().anyMatch(taken -> taken.name().equals(name));
    }
}
