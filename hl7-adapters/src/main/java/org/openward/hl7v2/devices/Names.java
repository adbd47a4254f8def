package org.openward.hl7v2.devices;

import java.util.List;

/** A few codes or numbers, each written out or with one {@code *} for any characters. */
public record Names(List<String> patterns) {
    public static final Names NONE = new Names(List.of());
    private static final char ANY = '*';

    public Names {
        patterns = List.copyOf(patterns);
    }

    /** Names as a part of the description lists them; a lone {@code *} would mean everything and is refused. */
    static Names of(Habits habits, String part) {
        for (String pattern : habits.all(part)) {
            int any = pattern.indexOf(ANY);
            boolean everything = pattern.equals(String.valueOf(ANY));
            if (everything || any != pattern.lastIndexOf(ANY)) {
                throw new FlawedHabit(part, pattern);
            }
        }
        return new Names(habits.all(part));
    }

    public boolean include(String name) {
        return !name.isEmpty() && patterns.stream().anyMatch(pattern -> fits(pattern, name));
    }

    private static boolean fits(String pattern, String name) {
        int any = pattern.indexOf(ANY);
        if (any < 0) {
            return pattern.equals(name);
        }
        String before = pattern.substring(0, any);
        String behind = pattern.substring(any + 1);
        return name.length() >= before.length() + behind.length() && name.startsWith(before) && name.endsWith(behind);
    }
}
