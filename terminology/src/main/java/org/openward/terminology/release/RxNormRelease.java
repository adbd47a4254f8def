package org.openward.terminology.release;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.PropertyType;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Name;
import org.openward.terminology.release.Facts.Property;

/** RxNorm in Rich Release Format: of its files RXNCONSO, RXNREL and RXNSAT, and of these what RxNorm says itself, not its sources. */
final class RxNormRelease implements Release {
    private static final String OWN = "RXNORM";
    private static final Set<String> OTHER_NAMES = Set.of("SY", "TMSY", "PSN", "ET");
    private static final Pattern DATE =
            Pattern.compile("(?i)RxNorm_(?:full|weekly)(?:_prescribe)?_(\\d{2})(\\d{2})(\\d{4})");

    @Override
    public CodeSystem about() {
        var about = new CodeSystem()
                .setName("RxNorm")
                .setTitle("RxNorm")
                .setPublisher("National Library of Medicine")
                .setValueSet("http://www.nlm.nih.gov/research/umls/rxnorm/vs");
        about.addProperty().setCode("TTY").setType(PropertyType.STRING).setDescription("The type of the term.");
        return about;
    }

    /** The archive's own name has it, but that is not in the archive. */
    @Override
    public Optional<String> version(ReleaseFile file) {
        return file.names()
                .flatMap(name -> DATE.matcher(name).results())
                .map(found -> found.group(1) + found.group(2) + found.group(3))
                .findFirst();
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        file.requireArchive("RxNorm is published as one, with a folder rrf in it.");
        // The archive also holds the prescribable part, as a folder of its own with files of the same names.
        codes(
                file,
                text(file, "RXNCONSO").orElseThrow(() -> new BadRelease("The archive has no rrf/RXNCONSO.RRF.")),
                facts);
        var relations = text(file, "RXNREL");
        if (relations.isPresent()) {
            relations(file, relations.get(), facts);
        }
        var attributes = text(file, "RXNSAT");
        if (attributes.isPresent()) {
            attributes(file, attributes.get(), facts);
        }
    }

    private static Optional<String> text(ReleaseFile file, String name) {
        return file.named("(?i)" + name + "\\.RRF").stream()
                .filter(each -> !each.contains("prescribe/"))
                .findFirst()
                .or(() -> file.first("(?i)" + name + "\\.RRF"));
    }

    /** First the names that a concept is called by, then the others. */
    private static void codes(ReleaseFile file, String name, Facts facts) throws IOException {
        try (var rows = Rows.bars(file, name)) {
            while (rows.next()) {
                rows.require(17);
                if (rows.at(11).equals(OWN) && !OTHER_NAMES.contains(rows.at(12))) {
                    facts.code(rows.at(0), rows.at(14), marks(rows.at(16)));
                    facts.name(rows.at(0), new Name(0, "en", rows.at(12), rows.at(14)));
                    facts.property(rows.at(0), Property.text("TTY", rows.at(12)));
                }
            }
        }
        try (var rows = Rows.bars(file, name)) {
            while (rows.next()) {
                if (rows.at(11).equals(OWN) && OTHER_NAMES.contains(rows.at(12))) {
                    facts.name(rows.at(0), new Name(1, "en", rows.at(12), rows.at(14)));
                }
            }
        }
    }

    /** Suppressed by an editor (E), obsolete (O) or by its type (Y). */
    private static Set<Mark> marks(String suppressed) {
        return Set.of("E", "O", "Y").contains(suppressed) ? EnumSet.of(Mark.INACTIVE) : EnumSet.noneOf(Mark.class);
    }

    /** A row says what the second concept is to the first. */
    private static void relations(ReleaseFile file, String name, Facts facts) throws IOException {
        try (var rows = Rows.bars(file, name)) {
            while (rows.next()) {
                rows.require(15);
                var relation = rows.at(7);
                if (rows.at(10).equals(OWN)
                        && rows.at(2).equals("CUI")
                        && rows.at(6).equals("CUI")
                        && !relation.isEmpty()) {
                    if (relation.equals("isa")) {
                        facts.parent(rows.at(4), rows.at(0));
                    } else if (!relation.equals("inverse_isa")) {
                        facts.property(rows.at(4), Property.code(relation, rows.at(0)));
                    }
                }
            }
        }
    }

    private static void attributes(ReleaseFile file, String name, Facts facts) throws IOException {
        try (var rows = Rows.bars(file, name)) {
            while (rows.next()) {
                rows.require(12);
                if (rows.at(9).equals(OWN)
                        && !rows.at(0).isEmpty()
                        && !rows.at(10).isEmpty()
                        && !rows.at(11).equals("O")) {
                    facts.property(rows.at(0), Property.text(rows.at(8), rows.at(10)));
                }
            }
        }
    }
}
