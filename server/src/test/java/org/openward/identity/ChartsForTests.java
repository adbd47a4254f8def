package org.openward.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openward.identity.launch.Charts;

/** A small hospital: two patients that everybody may see, and one whom nobody may see who is not a doctor. */
final class ChartsForTests implements Charts {
    private static final Map<String, Line> PATIENTS = Map.of(
            "p1", new Line("p1", "Asha Rao · born 1990-02-03"),
            "p2", new Line("p2", "Ben Rao <b>& sons</b>"),
            "p3", new Line("p3", "Chitra Rao"));

    private static boolean isVisible(Chooser chooser, String id) {
        return !id.equals("p3") || chooser.caller().subject().startsWith("doctor");
    }

    @Override
    public List<Line> patients(Chooser chooser, String name) {
        return PATIENTS.values().stream()
                .filter(line -> line.text().contains(name) && isVisible(chooser, line.id()))
                .toList();
    }

    @Override
    public Optional<Line> patient(Chooser chooser, String id) {
        return Optional.ofNullable(PATIENTS.get(id)).filter(line -> isVisible(chooser, id));
    }

    @Override
    public List<Line> encounters(Chooser chooser, String patient) {
        return List.of(new Line("e1-" + patient, "2026-01-02"), new Line("e2-" + patient, "2025-12-24"));
    }
}
