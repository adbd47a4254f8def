package org.openward.fhir.bulk.export;

import java.util.ArrayList;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.JobReports;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.Work;
import org.openward.fhir.bulk.export.ExportPlan.Scope;
import org.openward.fhir.bulk.export.RecordLists.Choice;
import org.springframework.stereotype.Component;

/**
 * Takes records out: lists the versions type by type, then writes them page by page. The stage of an export is the number of types
 * that are listed; its pages are its list of what is still to do.
 */
@Component
class ExportWork implements Work {
    private static final int IDS_AT_ONCE = 10_000;

    private final Jobs jobs;
    private final RecordLists lists;
    private final RecordPages pages;
    private final FilteredRecords searches;
    private final PatientCompartment compartment;
    private final JobReports reports;

    ExportWork(
            Jobs jobs,
            RecordLists lists,
            RecordPages pages,
            FilteredRecords searches,
            PatientCompartment compartment,
            JobReports reports) {
        this.jobs = jobs;
        this.lists = lists;
        this.pages = pages;
        this.searches = searches;
        this.compartment = compartment;
        this.reports = reports;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.EXPORT;
    }

    @Override
    public Progress advance(Job job, Steps steps) {
        return steps.commit(() -> step(job));
    }

    private Progress step(Job job) {
        var plan = ExportPlan.read(job.plan());
        if (job.stage() < plan.types().size()) {
            return listMore(job, plan);
        }
        var written = pages.writeNext(job, plan);
        written.ifPresent(page -> reports.written(job, page.lines(), page.bytes()));
        return written.isPresent() ? Progress.FURTHER : Progress.FINISHED;
    }

    /** Most types have no records, so that a step goes on until it has found some. */
    private Progress listMore(Job job, ExportPlan plan) {
        if (job.stage() == 0) {
            if (!jobs.isSettled(job.id())) {
                return Progress.NOT_YET;
            }
            begin(job, plan);
        }
        int stage = job.stage();
        int listed = 0;
        while (listed == 0 && stage < plan.types().size()) {
            listed = list(job, plan, plan.types().get(stage));
            stage++;
        }
        if (stage == plan.types().size()) {
            lists.forgetFound(job.id());
        }
        jobs.cameTo(job.id(), stage, 0);
        return Progress.FURTHER;
    }

    private void begin(Job job, ExportPlan plan) {
        var notes = new ArrayList<>(plan.notes());
        if (plan.patients() != null) {
            lists.findPatients(job, plan.patients()).forEach(id -> notes.add("There is no Patient/" + id + " here."));
        }
        reports.note(job, notes);
    }

    private int list(Job job, ExportPlan plan, String type) {
        var choice = changed(plan);
        if (plan.scope() != Scope.EVERYTHING) {
            choice = ofPatients(choice, plan, type);
        }
        var queries = plan.queries(type);
        if (!queries.isEmpty()) {
            queries.forEach(query -> find(job, plan, type, query));
            choice = choice.found(type);
        }
        int listed = lists.list(job, type, choice);
        // Which records are gone is told by their ids, which nobody is to know.
        return plan.changedAfter().isPresent() && plan.deidentified() == null
                ? listed + lists.listDeletions(job, type, changed(plan))
                : listed;
    }

    private static Choice changed(ExportPlan plan) {
        var all = new Choice();
        var later = plan.changedAfter().map(all::changedAfter).orElse(all);
        return plan.notChangedAfter().map(later::notChangedAfter).orElse(later);
    }

    private Choice ofPatients(Choice choice, ExportPlan plan, String type) {
        var isOfSome = plan.patients() != null;
        if (PatientCompartment.PATIENT.equals(type)) {
            return isOfSome ? choice.found(RecordLists.PATIENTS) : choice;
        }
        var paths = compartment.paths(type);
        return isOfSome ? choice.ofFoundPatients(paths) : choice.ofPatients(paths);
    }

    private void find(Job job, ExportPlan plan, String type, String query) {
        var found = new ArrayList<Long>(IDS_AT_ONCE);
        searches.find(type, query, plan.reader(), record -> {
            found.add(record);
            if (found.size() == IDS_AT_ONCE) {
                lists.found(job.id(), type, found);
                found.clear();
            }
        });
        lists.found(job.id(), type, found);
    }
}
