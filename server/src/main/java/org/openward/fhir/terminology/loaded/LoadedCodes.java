package org.openward.fhir.terminology.loaded;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;
import org.openward.fhir.terminology.loaded.CodeChoice.Reference;
import org.openward.fhir.terminology.loaded.CodeRows.Detail;
import org.openward.terminology.Catalogue;
import org.openward.terminology.Concept;

/** The codes of a loaded edition. */
final class LoadedCodes implements Catalogue {
    private static final String REFERENCE_SETS = "memberOf";

    private final CodeSystem about;
    private final CodeRows rows;

    LoadedCodes(CodeSystem about, CodeRows rows) {
        this.about = about;
        this.rows = rows;
    }

    @Override
    public CodeSystem about() {
        return about;
    }

    private CodeChoice choice() {
        var hasReferenceSets = about.getProperty().stream().anyMatch(each -> REFERENCE_SETS.equals(each.getCode()));
        return new CodeChoice(rows.edition(), hasReferenceSets ? Reference.SETS : Reference.NONE);
    }

    private CodeChoice choice(List<ConceptSetFilterComponent> filters) {
        var choice = choice();
        filters.forEach(filter -> choice.filtered(filter, rows::values));
        return choice;
    }

    private Stream<Concept> chosen(CodeChoice choice, Detail detail) {
        return rows.chosen(choice, detail, about.getUrl());
    }

    @Override
    public Optional<Concept> find(String code) {
        return chosen(choice().code(code), Detail.WHOLE).findFirst();
    }

    @Override
    public Map<String, Concept> known(Collection<String> codes) {
        return rows.coded(codes, about.getUrl()).collect(toMap(Concept::code, identity()));
    }

    @Override
    public Optional<Concept> find(String code, List<ConceptSetFilterComponent> filters) {
        return chosen(choice(filters).code(code), Detail.WHOLE).findFirst();
    }

    @Override
    public Stream<Concept> all() {
        return chosen(choice(), Detail.NAMED);
    }

    @Override
    public Stream<Concept> matching(List<ConceptSetFilterComponent> filters) {
        return chosen(choice(filters), Detail.NAMED);
    }

    @Override
    public Chosen chosen(Choice wanted) {
        var choice = choice(wanted.filters()).called(wanted.words()).wished(wanted.wishes());
        return new Chosen(rows.count(choice), rows.page(choice, wanted.page(), about.getUrl()));
    }

    @Override
    public Stream<Concept> parents(String code) {
        return chosen(choice().rightOver(code), Detail.BARE);
    }

    @Override
    public Stream<Concept> children(String code) {
        return chosen(choice().rightUnder(code), Detail.BARE);
    }

    @Override
    public Stream<Concept> below(String code) {
        return chosen(choice().under(code), Detail.BARE);
    }

    @Override
    public Stream<Concept> above(String code) {
        return chosen(choice().over(code), Detail.BARE);
    }
}
