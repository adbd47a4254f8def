package org.openward.hl7v2.query;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openward.astm.WorkOrder;
import org.openward.astm.WorkOrder.Urgency;
import org.openward.hl7v2.devices.FlawedHabit;
import org.openward.hl7v2.devices.Habits;
import org.openward.profiles.Extensions;

/**
 * What an analyzer wants to read in which line of a displayed answer (DSP-1).
 *
 * @param items by their lines; the tests come last, one in each line
 */
public record DisplayLines(Map<Integer, Item> items) {
    private static final Pattern LINE = Pattern.compile("([1-9][0-9]?)=([a-z]+)");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd'000000'", Locale.ROOT);

    public DisplayLines {
        items = Map.copyOf(items);
    }

    /** Something that can stand in a line. */
    public enum Item {
        PATIENT,
        NAME,
        FAMILY,
        GIVEN,
        BIRTH,
        SEX,
        TUBE,
        /** Y or N. */
        URGENT,
        TESTS
    }

    /** Nothing for an analyzer of whose lines nothing is said: it cannot be answered. */
    public static Optional<DisplayLines> of(Habits habits) {
        List<String> said = habits.all(Extensions.ANALYZER_DISPLAY_LINE);
        if (said.isEmpty()) {
            return Optional.empty();
        }
        TreeMap<Integer, Item> items = new TreeMap<>();
        for (String line : said) {
            Matcher found = LINE.matcher(line);
            Item item = found.matches() ? item(found.group(2)) : null;
            if (item == null || items.put(Integer.valueOf(found.group(1)), item) != null) {
                throw new FlawedHabit(Extensions.ANALYZER_DISPLAY_LINE, line);
            }
        }
        if (!endsWithTests(items)) {
            throw new FlawedHabit(Extensions.ANALYZER_DISPLAY_LINE, String.join(" ", said));
        }
        return Optional.of(new DisplayLines(items));
    }

    private static boolean endsWithTests(TreeMap<Integer, Item> items) {
        return items.lastEntry().getValue() == Item.TESTS
                && items.values().stream().filter(Item.TESTS::equals).count() == 1;
    }

    private static @Nullable Item item(String name) {
        for (Item item : Item.values()) {
            if (item.name().toLowerCase(Locale.ROOT).equals(name)) {
                return item;
            }
        }
        return null;
    }

    /** The lines of a display from the first on; those of which nothing is said are empty. */
    List<String> of(WorkOrder order) {
        List<String> lines = new ArrayList<>();
        for (int line = 1; items.get(line) != Item.TESTS; line++) {
            Item item = items.get(line);
            lines.add(item == null ? "" : text(item, order));
        }
        lines.addAll(order.tests());
        return lines;
    }

    private static String text(Item item, WorkOrder order) {
        WorkOrder.Person patient = order.patient();
        return switch (item) {
            case PATIENT -> patient.number();
            case NAME -> (patient.family() + " " + patient.given()).strip();
            case FAMILY -> patient.family();
            case GIVEN -> patient.given();
            case BIRTH -> born(patient.birthDate());
            case SEX -> patient.sex();
            case TUBE -> order.sample();
            case URGENT -> order.urgency() == Urgency.ROUTINE ? "N" : "Y";
            case TESTS -> "";
        };
    }

    private static String born(@Nullable LocalDate day) {
        return day == null ? "" : day.format(DAY);
    }
}
