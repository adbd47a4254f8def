package org.openward.terminology.release;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemHierarchyMeaning;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;

/** The formats of releases that can be read, and the code systems that are published so. */
public enum ReleaseFormat {
    SNOMED_RF2("http://snomed.info/sct"),
    LOINC("http://loinc.org"),
    CLAML("http://hl7.org/fhir/sid/icd-10"),
    ICD_10_CM("http://hl7.org/fhir/sid/icd-10-cm"),
    RXNORM("http://www.nlm.nih.gov/research/umls/rxnorm"),
    ATC("http://www.whocc.no/atc"),
    /** A table of a site's own, for any other code system. */
    CSV("");

    private final String system;

    ReleaseFormat(String system) {
        this.system = system;
    }

    private Release release() {
        return switch (this) {
            case SNOMED_RF2 -> new SnomedRelease();
            case LOINC -> new LoincRelease();
            case CLAML -> new ClamlRelease();
            case ICD_10_CM -> new Icd10CmRelease();
            case RXNORM -> new RxNormRelease();
            case ATC -> new AtcRelease();
            case CSV -> new TableRelease();
        };
    }

    /** The format in which a code system is published. */
    public static ReleaseFormat of(String system) {
        return Arrays.stream(values())
                .filter(format -> format.system.equals(system))
                .findFirst()
                .orElse(CSV);
    }

    /** The format of that word. */
    public static Optional<ReleaseFormat> named(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst();
    }

    /** The words of all. */
    public static String words() {
        return Arrays.stream(values()).map(ReleaseFormat::word).collect(Collectors.joining(", "));
    }

    /** As clients say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The code system as its record shows it, without codes. */
    public CodeSystem about(String address, String version) {
        var about = release()
                .about()
                .setUrl(address)
                .setVersion(version)
                .setStatus(PublicationStatus.ACTIVE)
                .setContent(CodeSystemContentMode.NOTPRESENT)
                .setCaseSensitive(true)
                .setHierarchyMeaning(CodeSystemHierarchyMeaning.ISA);
        if (!about.hasName()) {
            about.setName("Catalogue").setTitle(address);
        }
        if (!address.equals(system)) {
            about.setValueSet(null).setPublisher(null);
        }
        return about;
    }

    /**
     * The version that the file says it is, if it does.
     *
     * @throws BadRelease when it is no release of this format
     */
    public Optional<String> version(ReleaseFile file) throws IOException {
        try {
            return release().version(file);
        } catch (ZipException | EOFException | CharacterCodingException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /**
     * Reads all of it.
     *
     * @throws BadRelease when it is no release of this format
     */
    public void read(ReleaseFile file, Facts facts) throws IOException {
        try {
            release().read(file, facts);
        } catch (ZipException | EOFException | CharacterCodingException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static BadRelease unreadable(IOException unreadable) {
        return new BadRelease(
                unreadable instanceof CharacterCodingException
                        ? "A text in the file is no valid UTF-8."
                        : "The archive cannot be unpacked; it may have been damaged on the way.");
    }
}
