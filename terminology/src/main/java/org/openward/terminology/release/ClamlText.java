package org.openward.terminology.release;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/** Reads a ClaML text class by class. Neither its document type nor anything that this names is looked at. */
final class ClamlText {
    private static final String FILE = "(?i).*\\.xml";
    private static final int LONGEST_CLASS = 1_000_000;

    /** What an element costs, though it may hold no character. */
    private static final int ELEMENT = 20;

    private final XMLStreamReader xml;
    private int length;

    private ClamlText(XMLStreamReader xml) {
        this.xml = xml;
    }

    /**
     * A class, or a class of a modifier.
     *
     * @param modifier which modifier it belongs to
     * @param above the classes that it stands right under
     */
    record Entry(
            String code,
            String kind,
            Optional<String> usage,
            Optional<String> modifier,
            List<String> above,
            List<ModifiedBy> modifiedBy,
            List<Rubric> rubrics) {
        /** How many characters it holds. */
        long length() {
            return rubrics.stream().mapToLong(rubric -> rubric.text().length()).sum();
        }

        Optional<String> text(String wanted) {
            return rubrics.stream()
                    .filter(rubric -> rubric.kind().equals(wanted))
                    .map(Rubric::text)
                    .findFirst();
        }
    }

    /** That a class is modified; by some classes of the modifier only, if it names any. */
    record ModifiedBy(String name, Set<String> only) {}

    /** A text of a class. */
    record Rubric(String kind, @Nullable String language, String text) {}

    static Optional<String> version(ReleaseFile file) throws IOException {
        return with(file, text -> {
            while (text.next()) {
                if (text.xml.isStartElement() && text.xml.getLocalName().equals("Title")) {
                    return Optional.ofNullable(text.xml.getAttributeValue(null, "version"))
                            .filter(StringUtils::isNotBlank);
                }
            }
            return Optional.empty();
        });
    }

    static void read(ReleaseFile file, Consumer<Entry> each) throws IOException {
        with(file, text -> {
            while (text.next()) {
                if (text.xml.isStartElement()
                        && Set.of("Class", "ModifierClass").contains(text.xml.getLocalName())) {
                    each.accept(text.entry());
                }
            }
            return true;
        });
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ClamlText text) throws XMLStreamException;
    }

    private static <T> T with(ReleaseFile file, Reading<T> reading) throws IOException {
        try (var text = file.open(file.one(FILE, "text in XML"))) {
            var claml = new ClamlText(careful().createXMLStreamReader(new ShortMarkup(text)));
            claml.requireRoot();
            return reading.of(claml);
        } catch (XMLStreamException malformed) {
            var place = malformed.getLocation();
            throw new BadRelease("The file is no well-formed XML"
                    + (place == null ? "." : " in line %d.".formatted(place.getLineNumber())));
        }
    }

    private static XMLInputFactory careful() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private void requireRoot() throws XMLStreamException {
        while (next()) {
            if (xml.isStartElement()) {
                if (xml.getLocalName().equals("ClaML")) {
                    return;
                }
                break;
            }
        }
        throw new BadRelease("The XML is no ClaML.");
    }

    private boolean next() throws XMLStreamException {
        if (!xml.hasNext()) {
            return false;
        }
        xml.next();
        return true;
    }

    private Entry entry() throws XMLStreamException {
        length = 0;
        var element = xml.getLocalName();
        var code = attribute("code").orElseThrow(() -> new BadRelease("A class of the ClaML has no code."));
        var kind = attribute("kind").orElse("category");
        var usage = attribute("usage");
        var modifier = attribute("modifier");
        var above = new ArrayList<String>();
        var modifiedBy = new ArrayList<ModifiedBy>();
        var rubrics = new ArrayList<Rubric>();
        while (next() && !(xml.isEndElement() && xml.getLocalName().equals(element))) {
            if (xml.isStartElement()) {
                count(ELEMENT);
                switch (xml.getLocalName()) {
                    case "SuperClass" -> attribute("code").ifPresent(above::add);
                    case "ModifiedBy" -> modifiedBy.add(modifiedBy());
                    case "Rubric" -> rubric().ifPresent(rubrics::add);
                    default -> {
                        // Counts, histories and what else a publisher adds.
                    }
                }
            }
        }
        return new Entry(code, kind, usage, modifier, above, modifiedBy, rubrics);
    }

    private ModifiedBy modifiedBy() throws XMLStreamException {
        var name = attribute("code").orElse("");
        var only = new TreeSet<String>();
        while (next() && !(xml.isEndElement() && xml.getLocalName().equals("ModifiedBy"))) {
            if (xml.isStartElement() && xml.getLocalName().equals("ValidModifierClass")) {
                count(ELEMENT);
                attribute("code").ifPresent(only::add);
            }
        }
        return new ModifiedBy(name, only);
    }

    /** All words of its labels, with one space between them. */
    private Optional<Rubric> rubric() throws XMLStreamException {
        var kind = attribute("kind").orElse("");
        String language = null;
        var text = new StringBuilder();
        while (next() && !(xml.isEndElement() && xml.getLocalName().equals("Rubric"))) {
            if (xml.isStartElement()) {
                count(ELEMENT);
                language = Objects.requireNonNullElse(
                        xml.getAttributeValue("http://www.w3.org/XML/1998/namespace", "lang"),
                        StringUtils.defaultString(language));
                text.append(' ');
            } else if (xml.getEventType() == XMLStreamConstants.CHARACTERS
                    || xml.getEventType() == XMLStreamConstants.CDATA) {
                count(xml.getTextLength());
                text.append(xml.getText());
            }
        }
        var words = StringUtils.normalizeSpace(text.toString());
        return words.isEmpty() || kind.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rubric(kind, StringUtils.stripToNull(language), words));
    }

    private void count(int characters) {
        length += characters;
        if (length > LONGEST_CLASS) {
            throw new BadRelease("A class of the ClaML has more than %,d characters.".formatted(LONGEST_CLASS));
        }
    }

    private Optional<String> attribute(String name) {
        var value = Optional.ofNullable(xml.getAttributeValue(null, name)).filter(StringUtils::isNotBlank);
        value.ifPresent(text -> count(text.length()));
        return value;
    }
}
