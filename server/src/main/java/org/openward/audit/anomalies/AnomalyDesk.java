package org.openward.audit.anomalies;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Patient;
import org.openward.audit.anomalies.Finding.Rule;
import org.openward.audit.anomalies.ViewedRecords.View;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Tenants;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Holds the rules against what people of the acting tenant have looked at. */
@Component
@EnableConfigurationProperties(AnomalySettings.class)
class AnomalyDesk {
    private static final Duration HOUR = Duration.ofHours(1);

    /** After a longer standstill what is older is left alone. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private static final int AT_ONCE = 500;

    private final ViewedRecords viewed;
    private final FhirStore store;
    private final Tenants tenants;
    private final AnomalySettings settings;
    private final Clock clock;

    AnomalyDesk(ViewedRecords viewed, FhirStore store, Tenants tenants, AnomalySettings settings, Clock clock) {
        this.viewed = viewed;
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
        this.clock = clock;
    }

    /** What was unusual in the last hour, and in the night if it is night. */
    List<Finding> findings() {
        var now = clock.instant();
        var day = tenants.current().dayOf(now);
        var findings = new ArrayList<Finding>();
        if (settings.patientsPerHour() > 0) {
            viewed.viewersOfMoreThan(settings.patientsPerHour(), now.minus(HOUR), now)
                    .forEach(viewer ->
                            findings.add(new Finding(Rule.BULK_VIEWING, viewer.agent(), day, null, viewer.patients())));
        }
        findings.addAll(atNight(now.atZone(tenants.current().timeZone())));
        findings.addAll(ofSinglePatients(viewed.lookedUntil(now.minus(LONGEST_PAUSE)), now, day));
        viewed.looked(now);
        return findings;
    }

    /** The night belongs to the day on which it began. */
    private List<Finding> atNight(ZonedDateTime now) {
        var begin = nightBefore(now);
        if (settings.patientsAfterHours() <= 0 || !isNight(now.toLocalTime())) {
            return List.of();
        }
        return viewed.viewersOfMoreThan(settings.patientsAfterHours(), begin.toInstant(), now.toInstant()).stream()
                .map(viewer ->
                        new Finding(Rule.AFTER_HOURS, viewer.agent(), begin.toLocalDate(), null, viewer.patients()))
                .toList();
    }

    private ZonedDateTime nightBefore(ZonedDateTime now) {
        var today = now.with(settings.nightFrom());
        return today.isAfter(now) ? today.minusDays(1) : today;
    }

    private boolean isNight(LocalTime time) {
        var from = settings.nightFrom();
        var until = settings.nightUntil();
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : !time.isBefore(from) || time.isBefore(until);
    }

    /** However many there are: who is looked for must not hide in a crowd. */
    private List<Finding> ofSinglePatients(Instant from, Instant until, LocalDate day) {
        var findings = new ArrayList<Finding>();
        var some = viewed.views(from, until, null, AT_ONCE);
        while (!some.isEmpty()) {
            findings.addAll(ofSinglePatients(some, day));
            some = some.size() < AT_ONCE ? List.of() : viewed.views(from, until, some.get(some.size() - 1), AT_ONCE);
        }
        return findings;
    }

    private List<Finding> ofSinglePatients(List<View> views, LocalDate day) {
        var findings = new ArrayList<Finding>();
        var patients = patients(views);
        for (var view : views) {
            var patient = patients.get(view.patient());
            if (patient != null && NamePolicy.areAlike(view.agent(), patient)) {
                findings.add(new Finding(Rule.SAME_NAME, view.agent(), day, view.patient(), 1));
            }
            if (patient != null && settings.isVip(patient)) {
                findings.add(new Finding(Rule.VIP, view.agent(), day, view.patient(), 1));
            }
        }
        return findings;
    }

    private Map<String, Patient> patients(List<View> views) {
        var ids = views.stream().map(View::patient).distinct().collect(Collectors.joining(","));
        return store.search(Patient.class, "_id=" + ids).stream()
                .collect(Collectors.toMap(patient -> patient.getIdElement().getIdPart(), Function.identity()));
    }

    Instant now() {
        return clock.instant();
    }
}
