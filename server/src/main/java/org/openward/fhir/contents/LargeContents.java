package org.openward.fhir.contents;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentReferenceContentComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Extensions;

/**
 * The large contents of a record's documents and pictures, which become Binaries that belong to the record: whoever may read the
 * record may read them, and nobody else. So a list of documents is short, however many pages they have.
 */
public final class LargeContents {
    /** What is longer lies beside the record. */
    public static final int LONGEST_WITHIN = 16 * 1024;

    private static final String ALGORITHM = "SHA-1";

    private final List<Bundle.BundleEntryComponent> binaries = new ArrayList<>();

    /**
     * Takes the large contents out of a record that is about to be written. What its version on file keeps in a Binary stays there.
     *
     * @param address where the record is on file, or the {@code urn:uuid} under which it is written
     */
    public void takeOut(Resource record, String address, @Nullable Resource onFile) {
        var kept = onFile == null ? List.<Attachment>of() : attachments(onFile).toList();
        attachments(record)
                .filter(attachment -> attachment.hasData() && attachment.getData().length > LONGEST_WITHIN)
                .toList()
                .forEach(attachment -> takeOut(attachment, address, kept));
    }

    private void takeOut(Attachment attachment, String address, List<Attachment> kept) {
        var content = attachment.getData();
        attachment.setData(null).setHash(hash(content)).setSize(content.length);
        attachment.setUrl(kept.stream()
                .filter(known -> idOf(known).isPresent() && isSame(known, attachment))
                .map(Attachment::getUrl)
                .findFirst()
                .orElseGet(() -> put(content, attachment.getContentType(), address)));
    }

    private String put(byte[] content, @Nullable String type, String address) {
        var link = "urn:uuid:" + UUID.randomUUID();
        var binary = new Binary()
                .setContentType(type == null ? "application/octet-stream" : type)
                .setSecurityContext(new Reference(address));
        binary.setData(content);
        binaries.add(new Bundle.BundleEntryComponent()
                .setFullUrl(link)
                .setResource(binary)
                .setRequest(new Bundle.BundleEntryRequestComponent()
                        .setMethod(HTTPVerb.POST)
                        .setUrl(binary.fhirType())));
        return link;
    }

    /** Adds them to the transaction that writes their records. */
    public void addTo(Bundle transaction) {
        binaries.forEach(transaction::addEntry);
    }

    /** The documents and pictures of a record, wherever their contents lie. */
    public static Stream<Attachment> attachments(Resource record) {
        if (record instanceof DocumentReference document) {
            return document.getContent().stream()
                    .filter(DocumentReferenceContentComponent::hasAttachment)
                    .map(DocumentReferenceContentComponent::getAttachment);
        }
        if (record instanceof DiagnosticReport report) {
            return report.getPresentedForm().stream();
        }
        return record instanceof Observation result
                ? Stream.concat(
                        attachment(result.getExtensionByUrl(Extensions.RESULT_ATTACHMENT)),
                        result.getComponent().stream()
                                .flatMap(part -> attachment(part.getExtensionByUrl(Extensions.RESULT_ATTACHMENT))))
                : Stream.empty();
    }

    private static Stream<Attachment> attachment(@Nullable Extension extension) {
        return extension != null && extension.getValue() instanceof Attachment attachment
                ? Stream.of(attachment)
                : Stream.empty();
    }

    /** The id of the Binary of this server that has the content; nothing if it lies within, or elsewhere. */
    public static Optional<String> idOf(Attachment attachment) {
        if (!attachment.hasUrl()) {
            return Optional.empty();
        }
        var address = new IdType(attachment.getUrl());
        return "Binary".equals(address.getResourceType()) && !address.isAbsolute() && address.hasIdPart()
                ? Optional.of(address.getIdPart())
                : Optional.empty();
    }

    /** Whether two versions of a record show the same documents and pictures, wherever the contents lie. */
    public static boolean areSame(Resource one, Resource other) {
        return fingerprints(one).equals(fingerprints(other));
    }

    private static List<String> fingerprints(Resource record) {
        return attachments(record).map(LargeContents::fingerprint).toList();
    }

    private static String fingerprint(Attachment attachment) {
        if (attachment.hasData() || attachment.hasHash()) {
            var hash = attachment.hasData() ? hash(attachment.getData()) : attachment.getHash();
            return Base64.getEncoder().encodeToString(hash);
        }
        return attachment.getUrl() + " " + attachment.getTitle();
    }

    private static boolean isSame(Attachment known, Attachment other) {
        return known.getSize() == other.getSize() && Arrays.equals(known.getHash(), other.getHash());
    }

    /** As FHIR says: it tells whether two contents are the same, and keeps nobody from anything. */
    private static byte[] hash(byte[] content) {
        try {
            return MessageDigest.getInstance(ALGORITHM).digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has it", impossible);
        }
    }
}
