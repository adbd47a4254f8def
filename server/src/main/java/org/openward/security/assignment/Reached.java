package org.openward.security.assignment;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Which of some records somebody reaches through their patients or through tasks; each question goes to the database once. */
public final class Reached {
    /** What a task names itself; other records are reached through its patient. */
    private static final Set<String> NAMED_BY_TASKS = Set.of("Task", "ServiceRequest", "Encounter");

    private final Assignments assignments;
    private final Collection<? extends IBaseResource> records;
    private final Function<IBaseResource, Set<String>> patients;
    private final Map<String, Set<String>> answers = new HashMap<>();

    Reached(
            Assignments assignments,
            Collection<? extends IBaseResource> records,
            Function<IBaseResource, Set<String>> patients) {
        this.assignments = assignments;
        this.records = records;
        this.patients = patients;
    }

    /** Whether records of the type are named by tasks themselves. */
    public static boolean isNamedByTasks(String type) {
        return NAMED_BY_TASKS.contains(type);
    }

    public boolean inCareOf(String user, IBaseResource record) {
        return meets(patients.apply(record), once("care", () -> assignments.inCareOf(user, patients())));
    }

    /** Whether he may see the patient of the record, who is in his care or whose glass he broke. */
    public boolean isOpenTo(String user, IBaseResource record) {
        return meets(patients.apply(record), once("open", () -> assignments.openTo(user, patients())));
    }

    /** The organizations that he belongs to, such as {@code Organization/7}. */
    public Set<String> firmsOf(String user) {
        return once("firm", () -> assignments.namesOfFirms(user));
    }

    /** Whether the patient of the record lets a relative act for him. */
    public boolean isLet(String user, IBaseResource record) {
        return meets(patients.apply(record), once("let", () -> assignments.whoLet(user, patients())));
    }

    public boolean inTasksOf(String user, IBaseResource record) {
        return meets(
                names(record).collect(Collectors.toSet()), once("task", () -> assignments.inTasksOf(user, names())));
    }

    private static boolean meets(Set<String> some, Set<String> known) {
        return some.stream().anyMatch(known::contains);
    }

    private Set<String> once(String question, Supplier<Set<String>> asked) {
        return answers.computeIfAbsent(question, none -> asked.get());
    }

    private Set<String> patients() {
        var all = new HashSet<String>();
        records.forEach(record -> all.addAll(patients.apply(record)));
        return all;
    }

    private Set<String> names() {
        return records.stream().flatMap(this::names).collect(Collectors.toSet());
    }

    private Stream<String> names(IBaseResource record) {
        var type = record.fhirType();
        return isNamedByTasks(type)
                ? Stream.of(type + "/" + record.getIdElement().getIdPart())
                : patients.apply(record).stream().map(patient -> "Patient/" + patient);
    }
}
