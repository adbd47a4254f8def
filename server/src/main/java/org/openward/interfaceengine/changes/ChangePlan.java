package org.openward.interfaceengine.changes;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentRelationshipType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirStore;
import org.openward.fhir.contents.LargeContents;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.laboratory.Preview;

/** Everything that one message is going to write, gathered before the first word is written. */
class ChangePlan {
    private final FhirStore fhir;
    private final FhirContext context;
    private final Map<SentKey, String> told;
    private final LargeContents contents = new LargeContents();
    private final Map<String, DomainResource> stored = new HashMap<>();
    private final Map<String, SentKey> keys = new LinkedHashMap<>();
    private final Map<String, Resource> writes = new LinkedHashMap<>();
    private final Set<String> news = new LinkedHashSet<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Set<String> patients = new LinkedHashSet<>();
    private final List<Consumer<ChangePlan>> afterwards = new ArrayList<>();

    /** @param told what the senders' numbers mean that the message uses */
    ChangePlan(FhirStore fhir, FhirContext context, Map<SentKey, String> told) {
        this.fhir = fhir;
        this.context = context;
        this.told = told;
    }

    /** What is on file of a thing that the message puts, by the sender's number for it. */
    Optional<DomainResource> find(Put put) {
        var id = told.get(key(put));
        return id == null
                ? Optional.empty()
                : fhir.find(put.resource().getClass(), id).map(DomainResource.class::cast);
    }

    /** Takes a thing that the message puts up, with what is on file of it. */
    void take(Put put, Optional<DomainResource> record) {
        keys.put(put.identity().link(), key(put));
        record.ifPresent(known -> {
            stored.put(put.identity().link(), known);
            ids.put(put.identity().link(), known.getIdElement().getIdPart());
        });
    }

    /** What is on file of a thing that was taken up. */
    Optional<DomainResource> stored(Put put) {
        return Optional.ofNullable(stored.get(put.identity().link()));
    }

    private static SentKey key(Put put) {
        return SentKey.of(put.resource().fhirType(), put.identity());
    }

    /** Where other records find what a message puts under the link, or what was told of under the key. */
    Optional<Reference> reference(SentKey key, String link) {
        var id = told.get(key);
        if (stored.containsKey(link)) {
            return Optional.of(new Reference(literal(stored.get(link))));
        }
        if (keys.containsKey(link)) {
            return Optional.of(new Reference(link));
        }
        return id == null ? Optional.empty() : Optional.of(new Reference(key.kind() + "/" + id));
    }

    /** Points every reference of the record to what is on file. One by a number that nobody told of stays as it is. */
    void resolve(DomainResource record) {
        for (var reference : context.newTerser().getAllPopulatedChildElementsOfType(record, Reference.class)) {
            var link = reference.getReference();
            if (link != null && stored.containsKey(link)) {
                reference.setReference(literal(stored.get(link)));
            } else if (link == null && reference.hasIdentifier() && reference.hasType()) {
                var key = SentKey.of(reference.getType(), reference.getIdentifier());
                keys.entrySet().stream()
                        .filter(put -> put.getValue().equals(key))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .or(() -> Optional.ofNullable(told.get(key)).map(id -> key.kind() + "/" + id))
                        .ifPresent(reference::setReference);
                resolveLink(reference);
            }
        }
    }

    private void resolveLink(Reference reference) {
        var known = stored.get(String.valueOf(reference.getReference()));
        if (known != null) {
            reference.setReference(literal(known));
        }
    }

    /** Writes a record that nobody has told of before. */
    void create(String link, DomainResource record) {
        news.add(link);
        contents.takeOut(record, link, null);
        writes.put(link, record);
    }

    /** Writes the next version of a record, unless it says nothing new. */
    void update(DomainResource before, DomainResource next) {
        contents.takeOut(next, literal(before), before);
        if (!before.equalsDeep(next)) {
            writes.put(literal(before), next);
        }
    }

    /** The documents that this one replaces are superseded. */
    void supersede(DocumentReference document) {
        document.getRelatesTo().stream()
                .filter(relation -> relation.getCode() == DocumentRelationshipType.REPLACES)
                .map(relation -> relation.getTarget().getReferenceElement())
                .filter(target -> "DocumentReference".equals(target.getResourceType()) && target.hasIdPart())
                .flatMap(target -> fhir.find(DocumentReference.class, target.getIdPart()).stream())
                .filter(parent -> parent.getStatus() == DocumentReferenceStatus.CURRENT)
                .forEach(parent -> writes.putIfAbsent(
                        literal(parent), parent.copy().setStatus(DocumentReferenceStatus.SUPERSEDED)));
    }

    /** The message is about that patient, who is on file. */
    void isAbout(String id) {
        patients.add(id);
    }

    List<String> patients() {
        return List.copyOf(patients);
    }

    /** Does something once everything is written. */
    void afterwards(Consumer<ChangePlan> more) {
        afterwards.add(more);
    }

    /** What {@link #carryOut} would write, in its order. */
    List<Preview.Write> planned() {
        return writes.entrySet().stream()
                .map(write -> new Preview.Write(
                        news.contains(write.getKey()) ? Preview.Action.CREATE : Preview.Action.UPDATE,
                        write.getValue()))
                .toList();
    }

    /** Writes everything at once; the records that the message is about, changed or not. */
    List<String> carryOut(SentIdentities identities) {
        if (!writes.isEmpty()) {
            var answers = fhir.transact(bundle()).getEntry().iterator();
            for (var link : writes.keySet()) {
                var location = answers.next().getResponse().getLocation();
                if (news.contains(link)) {
                    ids.put(link, new IdType(location).getIdPart());
                }
            }
        }
        news.forEach(link -> enter(link, identities));
        afterwards.forEach(more -> more.accept(this));
        return keys.entrySet().stream()
                .map(put -> put.getValue().kind() + "/" + id(put.getKey()))
                .distinct()
                .toList();
    }

    /** The id under which something that the message puts is on file after everything was written. */
    String id(String link) {
        return Optional.ofNullable(ids.get(link)).orElseThrow(() -> new IllegalStateException("Nothing was written"));
    }

    /** A patient's numbers are entered together, elsewhere. */
    private void enter(String link, SentIdentities identities) {
        var key = Optional.ofNullable(keys.get(link)).orElseThrow();
        if (key.kind().equals("Patient")) {
            return;
        }
        var before = told.get(key);
        if (before == null) {
            identities.enter(key, id(link));
        } else {
            identities.replace(key, before, id(link));
        }
    }

    private Bundle bundle() {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        writes.forEach((link, record) -> {
            var entry = bundle.addEntry().setResource(record);
            if (news.contains(link)) {
                record.setId((String) null);
                entry.setFullUrl(link).getRequest().setMethod(HTTPVerb.POST).setUrl(record.fhirType());
            } else {
                entry.getRequest()
                        .setMethod(HTTPVerb.PUT)
                        .setUrl(link)
                        .setIfMatch("W/\"" + record.getIdElement().getVersionIdPart() + "\"");
            }
        });
        contents.addTo(bundle);
        return bundle;
    }

    private static String literal(Resource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }
}
