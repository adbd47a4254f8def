package org.openward.terminology.release;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.PropertyType;
import org.openward.terminology.release.ClamlText.Entry;
import org.openward.terminology.release.ClamlText.Rubric;
import org.openward.terminology.release.Facts.Mark;
import org.openward.terminology.release.Facts.Name;
import org.openward.terminology.release.Facts.Property;

/**
 * A classification in ClaML (EN 14463): ICD-10 of the WHO, and those of the countries that publish theirs so. A class that is modified, such
 * as E10 by the complications of diabetes, stands for as many codes more as its modifiers have classes.
 */
final class ClamlRelease implements Release {
    private static final int MOST_MODIFIED = 10_000;
    private static final int MOST_OF_MODIFIERS = 100_000;

    /** Characters that are kept at a time, of all modifiers or of what they make of a class. */
    private static final long MOST_TEXT = 20_000_000;

    private static final String PREFERRED = "preferred";

    /** What a class is also called; all other texts are its properties. */
    private static final Set<String> NAMES = Set.of("preferredLong", "inclusion", "inclusions", "synonym");

    @Override
    public CodeSystem about() {
        var about = new CodeSystem().setName("ICD_10").setTitle("ICD-10").setPublisher("World Health Organization");
        about.addProperty()
                .setCode("kind")
                .setType(PropertyType.STRING)
                .setDescription("Whether it is a chapter, a block or a category.");
        about.addProperty()
                .setCode("usage")
                .setType(PropertyType.STRING)
                .setDescription("Whether it is a dagger or an asterisk code.");
        return about;
    }

    @Override
    public Optional<String> version(ReleaseFile file) throws IOException {
        return ClamlText.version(file);
    }

    @Override
    public void read(ReleaseFile file, Facts facts) throws IOException {
        var modifiers = modifiers(file);
        ClamlText.read(file, entry -> tell(entry, modifiers, facts));
        ClamlText.read(file, entry -> tellParents(entry, modifiers, facts));
    }

    private static Map<String, List<Entry>> modifiers(ReleaseFile file) throws IOException {
        var modifiers = new HashMap<String, List<Entry>>();
        var count = new AtomicInteger();
        var length = new AtomicLong();
        ClamlText.read(file, entry -> entry.modifier().ifPresent(modifier -> {
            if (count.incrementAndGet() > MOST_OF_MODIFIERS || length.addAndGet(entry.length()) > MOST_TEXT) {
                throw new BadRelease(
                        "The ClaML has more than %,d classes of modifiers, or more than %,d characters in them."
                                .formatted(MOST_OF_MODIFIERS, MOST_TEXT));
            }
            modifiers.computeIfAbsent(modifier, none -> new ArrayList<>()).add(entry);
        }));
        return modifiers;
    }

    private static void tell(Entry entry, Map<String, List<Entry>> modifiers, Facts facts) {
        if (entry.modifier().isPresent()) {
            return;
        }
        facts.code(
                entry.code(),
                entry.text(PREFERRED).orElse(null),
                entry.kind().equals("category") ? EnumSet.noneOf(Mark.class) : EnumSet.of(Mark.GROUP_ONLY));
        facts.property(entry.code(), Property.text("kind", entry.kind()));
        entry.usage().ifPresent(usage -> facts.property(entry.code(), Property.text("usage", usage)));
        preferred(entry.code(), entry, entry.text(PREFERRED).orElse(""), facts);
        texts(entry.code(), entry, facts);
        modified(entry, modifiers).forEach((code, made) -> {
            facts.code(code, made.display(), EnumSet.noneOf(Mark.class));
            facts.property(code, Property.text("kind", "category"));
            preferred(code, made.by(), made.display(), facts);
            texts(code, made.by(), facts);
        });
    }

    /** The display once more as a name: in its own language nothing else is to be shown. */
    private static void preferred(String code, Entry entry, String display, Facts facts) {
        entry.rubrics().stream()
                .filter(rubric -> rubric.kind().equals(PREFERRED) && rubric.language() != null)
                .findFirst()
                .ifPresent(rubric -> facts.name(code, new Name(0, rubric.language(), PREFERRED, display)));
    }

    private static void texts(String code, Entry entry, Facts facts) {
        for (Rubric rubric : entry.rubrics()) {
            if (NAMES.contains(rubric.kind())) {
                facts.name(code, new Name(1, rubric.language(), rubric.kind(), rubric.text()));
            } else if (!rubric.kind().equals(PREFERRED)) {
                facts.property(code, Property.text(rubric.kind(), rubric.text()));
            }
        }
    }

    private static void tellParents(Entry entry, Map<String, List<Entry>> modifiers, Facts facts) {
        if (entry.modifier().isEmpty()) {
            entry.above().forEach(parent -> facts.parent(entry.code(), parent));
            modified(entry, modifiers).forEach((code, made) -> facts.parent(code, made.parent()));
        }
    }

    /** A code that a modifier makes of another. */
    private record Made(String parent, String display, Entry by) {}

    /** Each further modifier modifies what the one before has made. */
    private static Map<String, Made> modified(Entry entry, Map<String, List<Entry>> modifiers) {
        var all = new LinkedHashMap<String, Made>();
        var length = new AtomicLong();
        var last = Map.of(entry.code(), entry.text(PREFERRED).orElse(entry.code()));
        for (var modifier : entry.modifiedBy()) {
            var next = new LinkedHashMap<String, String>();
            Predicate<Entry> fits =
                    each -> modifier.only().isEmpty() || modifier.only().contains(each.code());
            last.forEach((code, display) -> modifiers.getOrDefault(modifier.name(), List.of()).stream()
                    .filter(fits)
                    .forEach(each -> {
                        var made = new Made(
                                code, display + " : " + each.text(PREFERRED).orElse(each.code()), each);
                        all.put(code + each.code(), made);
                        next.put(code + each.code(), made.display());
                        if (all.size() > MOST_MODIFIED
                                || length.addAndGet(made.display().length()) > MOST_TEXT) {
                            throw new BadRelease(
                                    "The class %s is modified into more than %,d codes, or into too long ones."
                                            .formatted(entry.code(), MOST_MODIFIED));
                        }
                    }));
            last = next;
        }
        return all;
    }
}
