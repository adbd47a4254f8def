package org.openward.hl7v2.changes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentRelationshipType;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.datatypes.Attachments;
import org.openward.hl7v2.datatypes.Times;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;

/** Reads documents and the news of them (MDM^T01 to T11) as document references. */
public final class MdmToChanges {
    private static final Set<String> NEW = Set.of("T01", "T02", "T05", "T06", "T09", "T10");
    private static final Set<String> CHANGED = Set.of("T03", "T04", "T07", "T08", "T11");
    private static final Map<String, DocumentRelationshipType> RELATIONS = Map.of(
            "T05", DocumentRelationshipType.APPENDS,
            "T06", DocumentRelationshipType.APPENDS,
            "T09", DocumentRelationshipType.REPLACES,
            "T10", DocumentRelationshipType.REPLACES);
    private static final String CANCELLED = "T11";

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        Optional<Segment> header = reader.first("TXA");
        reader.first("EVN");
        if (!NEW.contains(reader.trigger()) && !CHANGED.contains(reader.trigger())) {
            reader.hold(Hold.Reason.UNKNOWN_EVENT, reader.header().place(9), "This event is not mapped");
        } else if (header.isEmpty()) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is no TXA");
        } else {
            new Document(reader, header.get()).map();
        }
        return reader.read();
    }

    /** The reading of one document. */
    private record Document(Reader reader, Segment header) {

        void map() {
            Optional<BusinessIdentity> identity = reader.identity("documents", header.field(12));
            if (identity.isEmpty()) {
                reader.hold(Hold.Reason.NO_IDENTITY, header.place(12), "The document has no number");
                return;
            }
            DocumentReference document = new DocumentReference();
            document.addIdentifier(identity.get().identifier());
            document.setMasterIdentifier(identity.get().identifier());
            document.setStatus(status());
            completion().ifPresent(document::setDocStatus);
            reader.concept(header, 2, "0270").ifPresent(document::setType);
            Notes.confidentiality(header.field(18)).ifPresent(label -> {
                document.addSecurityLabel().addCoding(label);
                document.getMeta().addSecurity(label.copy());
            });
            addTimes(document);
            addPeople(document);
            addParent(document);
            content().forEach(each -> document.addContent().setAttachment(each));
            boolean isNew = NEW.contains(reader.trigger());
            reader.put(document, identity.get(), isNew ? Existence.MAY_BE_NEW : Existence.MUST_EXIST, Set.of());
        }

        private DocumentReferenceStatus status() {
            if (reader.trigger().equals(CANCELLED)) {
                return DocumentReferenceStatus.ENTEREDINERROR;
            }
            return switch (header.text(19).toUpperCase(Locale.ROOT)) {
                case "CA" -> DocumentReferenceStatus.ENTEREDINERROR;
                case "OB" -> DocumentReferenceStatus.SUPERSEDED;
                default -> DocumentReferenceStatus.CURRENT;
            };
        }

        private Optional<ReferredDocumentStatus> completion() {
            return switch (header.text(17).toUpperCase(Locale.ROOT)) {
                case "AU", "LA" -> Optional.of(ReferredDocumentStatus.FINAL);
                case "DI", "DO", "IP", "IN", "PA" -> Optional.of(ReferredDocumentStatus.PRELIMINARY);
                default -> Optional.empty();
            };
        }

        private void addTimes(DocumentReference document) {
            reader.time(header, 4)
                    .ifPresent(time -> document.getContext().getPeriod().setStartElement(time));
            reader.time(header, 6)
                    .or(() -> reader.time(header, 7))
                    .filter(Times::isExact)
                    .ifPresent(time -> document.setDateElement(new InstantType(time.getValueAsString())));
        }

        private void addPeople(DocumentReference document) {
            List<Reference> authors = reader.people(header, 9);
            (authors.isEmpty() ? reader.people(header, 5) : authors).forEach(document::addAuthor);
            reader.people(header, 10).stream().findFirst().ifPresent(document::setAuthenticator);
        }

        private void addParent(DocumentReference document) {
            DocumentRelationshipType relation = RELATIONS.get(reader.trigger());
            if (relation == null) {
                return;
            }
            Optional<BusinessIdentity> parent = reader.identity("documents", header.field(13));
            if (parent.isEmpty()) {
                reader.hold(
                        Hold.Reason.INCOMPLETE,
                        header.place(13),
                        "It is not said which document is changed or replaced");
                return;
            }
            Reference earlier = new Reference()
                    .setType("DocumentReference")
                    .setIdentifier(parent.get().identifier());
            document.addRelatesTo().setCode(relation).setTarget(earlier);
        }

        /** Lines of text are one attachment; each file is one of its own. */
        private List<Attachment> content() {
            List<Attachment> content = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            Attachments attachments = new Attachments(reader.reading().findings());
            for (Segment part : reader.all("OBX")) {
                Field value = part.field(5);
                switch (part.text(2).toUpperCase(Locale.ROOT)) {
                    case "ED" -> value.repetitions().forEach(each -> attachments
                            .encapsulated(each, part.place(5))
                            .ifPresent(content::add));
                    case "RP" -> value.repetitions()
                            .forEach(each ->
                                    attachments.pointer(each, part.place(5)).ifPresent(content::add));
                    default -> lines.add(
                            value.repetitions().stream().map(Field::text).collect(Collectors.joining("\n")));
                }
            }
            if (lines.stream().anyMatch(line -> !line.isBlank())) {
                byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
                content.add(
                        0,
                        new Attachment()
                                .setContentType("text/plain; charset=utf-8")
                                .setData(text));
            }
            if (content.isEmpty() && Set.of("T02", "T06", "T10").contains(reader.trigger())) {
                reader.hold(Hold.Reason.INCOMPLETE, header.place(0), "The document has no content");
            }
            return content;
        }
    }
}
