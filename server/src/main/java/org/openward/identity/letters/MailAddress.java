package org.openward.identity.letters;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;

/** Finds where somebody gets mail, as his record says. */
public final class MailAddress {
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s\\p{Cntrl},;<>]{1,64}@[^@\\s\\p{Cntrl},;<>]{1,189}");
    private static final int LAST = Integer.MAX_VALUE;

    private MailAddress() {}

    /** The one to be tried first of those that are in use at that moment. */
    public static Optional<String> among(List<ContactPoint> telecom, Instant now) {
        return inUse(telecom, now).findFirst();
    }

    /** Whether it is one of those that are in use at that moment. */
    public static boolean isAmong(List<ContactPoint> telecom, Instant now, String address) {
        return inUse(telecom, now).anyMatch(address::equals);
    }

    private static Stream<String> inUse(List<ContactPoint> telecom, Instant now) {
        return telecom.stream()
                .filter(point -> point.getSystem() == ContactPointSystem.EMAIL && point.getUse() != ContactPointUse.OLD)
                .filter(point -> isInUse(point, now))
                .sorted(Comparator.comparingInt(point -> point.hasRank() ? point.getRank() : LAST))
                .map(point -> String.valueOf(point.getValue()).strip())
                .filter(ADDRESS.asMatchPredicate());
    }

    private static boolean isInUse(ContactPoint point, Instant now) {
        var period = point.getPeriod();
        return !(period.hasStart() && period.getStart().toInstant().isAfter(now))
                && !(period.hasEnd() && period.getEnd().toInstant().isBefore(now));
    }
}
