package org.openward.fhir.terminology.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.bulk.Work.Steps;
import org.openward.terminology.release.BadRelease;
import org.openward.terminology.release.Facts;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes an edition down while it is read, some thousand facts to a step. */
final class EditionWriting implements Facts {
    private static final int TOGETHER = 20_000;
    private static final int LONGEST_CODE = 500;

    /** Texts may be long. */
    private static final int CHARACTERS_TOGETHER = 8_000_000;

    private final JdbcClient jdbc;
    private final int edition;
    private final int mostCodes;
    private final Steps steps;
    private final Progress progress;
    private final List<Code> codes = new ArrayList<>();
    private final List<About<Name>> names = new ArrayList<>();
    private final List<About<Property>> properties = new ArrayList<>();
    private final List<About<String>> parents = new ArrayList<>();
    private int characters;
    private int written;
    private long facts;
    private long passedOver;

    /** @param mostCodes that an edition may have */
    EditionWriting(JdbcClient jdbc, int edition, int mostCodes, Steps steps, Progress progress) {
        this.jdbc = jdbc;
        this.edition = edition;
        this.mostCodes = mostCodes;
        this.steps = steps;
        this.progress = progress;
    }

    /** Notes how many facts were read. */
    @FunctionalInterface
    interface Progress {
        void cameTo(long facts);
    }

    private record Code(String code, @Nullable String display, Set<Mark> marks) {}

    private record About<T>(String code, T fact) {}

    @Override
    public void code(String code, @Nullable String display, Set<Mark> marks) {
        if (code.isBlank() || code.length() > LONGEST_CODE) {
            throw new BadRelease("A code is empty or has more than %d characters.".formatted(LONGEST_CODE));
        }
        codes.add(new Code(code, display, marks));
        count(display == null ? 0 : display.length());
    }

    @Override
    public void name(String code, Name name) {
        if (!name.text().isBlank()) {
            names.add(new About<>(code, name));
            count(name.text().length());
        }
    }

    @Override
    public void property(String code, Property property) {
        if (!property.value().isBlank()) {
            properties.add(new About<>(code, property));
            count(property.value().length());
        }
    }

    @Override
    public void parent(String code, String parent) {
        parents.add(new About<>(code, parent));
        count(0);
    }

    private void count(int length) {
        facts++;
        characters += length;
        if (codes.size() + names.size() + properties.size() + parents.size() >= TOGETHER
                || characters >= CHARACTERS_TOGETHER) {
            write();
        }
    }

    /** What was said of codes that there are not. */
    long passedOver() {
        return passedOver;
    }

    /** Writes what is left. */
    void write() {
        steps.commit(() -> {
            // PostgreSQL does not know yet how large the edition is, and would walk all of it for each fact.
            jdbc.sql("set local enable_nestloop = off").update();
            writeCodes();
            passedOver += names.size() - writeNames();
            passedOver += properties.size() - writeProperties();
            passedOver += parents.size() - writeParents();
            progress.cameTo(facts);
            return true;
        });
        codes.clear();
        names.clear();
        properties.clear();
        parents.clear();
        characters = 0;
        if (written > mostCodes) {
            throw new BadRelease("The release has more than %,d codes.".formatted(mostCodes));
        }
    }

    private void writeCodes() {
        var inactive = new boolean[codes.size()];
        var groupOnly = new boolean[codes.size()];
        for (int place = 0; place < codes.size(); place++) {
            inactive[place] = codes.get(place).marks().contains(Mark.INACTIVE);
            groupOnly[place] = codes.get(place).marks().contains(Mark.GROUP_ONLY);
        }
        written += jdbc.sql(
                        """
                        insert into openward.code (edition, code, display, inactive, group_only)
                        select :edition, g.code, g.display, g.inactive, g.group_only
                        from unnest(:codes::text[], :displays::text[], :inactive::boolean[], :groupOnly::boolean[])
                            with ordinality g(code, display, inactive, group_only, place)
                        order by g.place
                        on conflict (edition, code) do nothing""")
                .param("edition", edition)
                .param("codes", texts(codes, Code::code))
                .param("displays", texts(codes, Code::display))
                .param("inactive", inactive)
                .param("groupOnly", groupOnly)
                .update();
    }

    private int writeNames() {
        return jdbc.sql(
                        """
                        insert into openward.code_name (code_id, rank, language, use_code, value)
                        select c.id, g.rank, g.language, g.use_code, g.value
                        from unnest(:codes::text[], :ranks::integer[], :languages::text[], :uses::text[], :values::text[])
                            with ordinality g(code, rank, language, use_code, value, place)
                        join openward.code c on c.edition = :edition and c.code = g.code
                        order by g.place""")
                .param("edition", edition)
                .param("codes", texts(names, About::code))
                .param(
                        "ranks",
                        names.stream().mapToInt(each -> each.fact().rank()).toArray())
                .param("languages", texts(names, each -> each.fact().language()))
                .param("uses", texts(names, each -> each.fact().use()))
                .param("values", texts(names, each -> each.fact().text()))
                .update();
    }

    private int writeProperties() {
        return jdbc.sql(
                        """
                        insert into openward.code_property (code_id, property, kind, value, display)
                        select c.id, g.property, g.kind, g.value, g.display
                        from unnest(:codes::text[], :properties::text[], :kinds::text[], :values::text[], :displays::text[])
                            with ordinality g(code, property, kind, value, display, place)
                        join openward.code c on c.edition = :edition and c.code = g.code
                        order by g.place""")
                .param("edition", edition)
                .param("codes", texts(properties, About::code))
                .param("properties", texts(properties, each -> each.fact().property()))
                .param("kinds", texts(properties, each -> each.fact().kind() == Property.Kind.CODE ? "code" : "text"))
                .param("values", texts(properties, each -> each.fact().value()))
                .param("displays", texts(properties, each -> each.fact().display()))
                .update();
    }

    /** How many of them are between codes that there are; one that is told twice is written once. */
    private int writeParents() {
        return jdbc.sql(
                        """
                        with found as (
                            select c.id as code_id, p.id as parent_id
                            from unnest(:codes::text[], :parents::text[]) g(code, parent)
                            join openward.code c on c.edition = :edition and c.code = g.code
                            join openward.code p on p.edition = :edition and p.code = g.parent),
                        put as (
                            insert into openward.code_parent (code_id, parent_id)
                            select code_id, parent_id from found on conflict do nothing)
                        select count(*) from found""")
                .param("edition", edition)
                .param("codes", texts(parents, About::code))
                .param("parents", texts(parents, About::fact))
                .query(Integer.class)
                .single();
    }

    private static <T> @Nullable String[] texts(List<T> facts, Function<T, @Nullable String> text) {
        return facts.stream().map(text).toArray(String[]::new);
    }
}
