package org.openward.hl7v2.law;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Where a tube stands; every part may be empty.
 *
 * @param carrier the rack (SAC-10), and the position in it (SAC-11)
 * @param tray what the rack or the tube stands on (SAC-13), and the position there (SAC-14)
 */
public record TubePlace(String carrier, String carrierPosition, String tray, String trayPosition) {
    public static final TubePlace UNKNOWN = new TubePlace("", "", "", "");

    /** In the order of the positions, so that A2 is before A10. */
    public static final Comparator<TubePlace> IN_ORDER = Comparator.comparing(
                    (TubePlace place) -> sortable(place.trayPosition))
            .thenComparing(place -> sortable(place.carrier))
            .thenComparing(place -> sortable(place.carrierPosition));

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    public boolean isKnown() {
        return !carrier.isEmpty() || !tray.isEmpty();
    }

    private static String sortable(String position) {
        return NUMBER.matcher(position).replaceAll(number -> "%018d".formatted(Long.valueOf(number.group())));
    }
}
