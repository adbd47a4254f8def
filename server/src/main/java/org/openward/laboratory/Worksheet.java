package org.openward.laboratory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.contents.LargeContents;
import org.openward.laboratory.ResultRegister.Entry;

/** Everything that one command is going to write, gathered before the first word is written. */
class Worksheet {
    private final FhirStore fhir;
    private final ResultRegister register;
    private final Map<Entry, String> onFile;
    private final Map<String, Resource> writes = new LinkedHashMap<>();
    private final Map<String, String> created = new HashMap<>();
    private final LargeContents contents = new LargeContents();
    private final Map<String, String> versions = new HashMap<>();
    private final List<IdType> replaced = new ArrayList<>();
    private int leftOut;

    Worksheet(FhirStore fhir, ResultRegister register, List<Entry> entries) {
        this.fhir = fhir;
        this.register = register;
        this.onFile = register.find(entries);
    }

    /** What is on file under the sender's number, unless it was deleted since. */
    <T extends Resource> Optional<T> onFile(Class<T> type, T incoming) {
        var id = onFile.get(Entry.of(incoming));
        return id == null ? Optional.empty() : fhir.find(type, id);
    }

    /** Where other resources of the worksheet find this one. */
    Reference reference(Resource incoming) {
        var id = onFile.get(Entry.of(incoming));
        return new Reference(id == null ? incoming.getIdElement().getValue() : incoming.fhirType() + "/" + id);
    }

    /** Points a reference by number to the record that it means, if that is this patient's; else it stays as it is. */
    void point(Reference reference, List<Resource> coming, String patient) {
        var meant = Entry.of(reference);
        coming.stream()
                .filter(resource -> Entry.of(resource).equals(meant))
                .findFirst()
                .map(resource -> reference(resource).getReference())
                .or(() -> Optional.ofNullable(onFile.get(meant))
                        .filter(id -> isOf(patient, meant.kind(), id))
                        .map(id -> meant.kind() + "/" + id))
                .ifPresent(reference::setReference);
    }

    private boolean isOf(String patient, String kind, String id) {
        var subject = kind.equals("Observation")
                ? fhir.find(Observation.class, id).map(Observation::getSubject)
                : fhir.find(DiagnosticReport.class, id).map(DiagnosticReport::getSubject);
        return subject.map(named -> named.getReferenceElement().getIdPart())
                .filter(patient::equals)
                .isPresent();
    }

    /** What is large in it is written beside it, unless it is on file already. */
    void takeOutContents(Resource written, @Nullable Resource before) {
        contents.takeOut(written, String.valueOf(reference(written).getReference()), before);
    }

    /** Something that is on file is going to be another version, if it really differs. */
    void replace(Resource stored) {
        var id = stored.getIdElement();
        versions.put(id.toUnqualifiedVersionless().getValue(), stored.getMeta().getVersionId());
    }

    /** Something that came is older than what is on file. */
    void leaveOut() {
        leftOut++;
    }

    /** How much was older than what is on file. */
    int leftOut() {
        return leftOut;
    }

    /** The versions that {@link #carryOut} put in the place of others. */
    List<IdType> replaced() {
        return List.copyOf(replaced);
    }

    /** Writes the incoming resource, as the next version of what is on file if there is something. */
    void write(Resource incoming) {
        var link = incoming.getIdElement().getValue();
        var id = onFile.get(Entry.of(incoming));
        if (id != null) {
            incoming.setId(new IdType(incoming.fhirType(), id));
        }
        writes.put(link, incoming);
    }

    /** Writes what is on file with the changes made to it. */
    void rewrite(Resource stored) {
        writes.put(stored.getIdElement().toUnqualifiedVersionless().getValue(), stored);
    }

    /** What {@link #carryOut} would write, in its order. */
    List<Preview.Write> planned() {
        return writes.values().stream()
                .map(resource ->
                        new Preview.Write(isNew(resource) ? Preview.Action.CREATE : Preview.Action.UPDATE, resource))
                .toList();
    }

    /** Writes everything at once. */
    void carryOut() {
        if (writes.isEmpty()) {
            return;
        }
        var response = fhir.transact(bundle());
        var answers = response.getEntry().iterator();
        var entered = new LinkedHashMap<Entry, String>();
        for (var write : writes.entrySet()) {
            var location = new IdType(answers.next().getResponse().getLocation());
            if (isNew(write.getValue())) {
                created.put(write.getKey(), location.getIdPart());
                entered.put(Entry.of(write.getValue()), location.getIdPart());
            } else {
                note(location);
            }
        }
        if (!entered.isEmpty()) {
            register.enter(entered);
        }
    }

    private void note(IdType written) {
        var before = versions.get(written.toUnqualifiedVersionless().getValue());
        if (before != null && !before.equals(written.getVersionIdPart())) {
            replaced.add(written.toUnqualified());
        }
    }

    /** The id under which an incoming resource is on file after everything was written. */
    String id(String link, Entry entry) {
        var id = created.getOrDefault(link, onFile.get(entry));
        if (id == null) {
            throw new IllegalStateException(entry.kind() + " was not written");
        }
        return id;
    }

    private Bundle bundle() {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        writes.forEach((link, resource) -> {
            var entry = bundle.addEntry().setResource(resource);
            if (isNew(resource)) {
                entry.setFullUrl(link).getRequest().setMethod(HTTPVerb.POST).setUrl(resource.fhirType());
            } else {
                entry.getRequest()
                        .setMethod(HTTPVerb.PUT)
                        .setUrl(resource.getIdElement()
                                .toUnqualifiedVersionless()
                                .getValue());
            }
        });
        contents.addTo(bundle);
        return bundle;
    }

    private boolean isNew(Resource resource) {
        return !onFile.containsKey(Entry.of(resource));
    }
}
