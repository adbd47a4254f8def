package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.terminology.ExpansionRequest.Page;
import org.openward.terminology.ExpansionRequest.Wish;

class ExpansionTest {
    private static final String BLOOD = "https://lab.example/blood";

    private final InMemoryDefinitions shelf = new InMemoryDefinitions();
    private final ValueSet set = new ValueSet();

    /** cells: red (rbc, retic), white (wbc: neut, lymph); the old count is retired; clot stands beside them. */
    @BeforeEach
    void shelve_the_codes_of_the_laboratory() {
        var blood = shelf.add(new CodeSystem());
        blood.setUrl(BLOOD).setVersion("2").setContent(CodeSystemContentMode.COMPLETE);
        var cells = blood.addConcept().setCode("cells").setDisplay("Blood cells");
        cells.addProperty().setCode("notSelectable").setValue(new BooleanType(true));
        cells.addConcept(concept("red", "Erythrocytes").addConcept(concept("retic", "Reticulocytes")));
        var white = concept("white", "Leukocytes");
        white.addDesignation().setLanguage("de").setValue("Leukozyten");
        white.addDesignation().setLanguage("de-CH").setValue("Leukocyten");
        cells.addConcept(white.addConcept(concept("neut", "Neutrophils")).addConcept(concept("lymph", "Lymphocytes")));
        var old = concept("old", "Count by eye");
        old.addProperty().setCode("inactive").setValue(new BooleanType(true));
        blood.addConcept(old);
        blood.addConcept(concept("clot", "Clotting time"));
    }

    private static ConceptDefinitionComponent concept(String code, String display) {
        return new ConceptDefinitionComponent().setCode(code).setDisplay(display);
    }

    @Test
    void a_whole_code_system_is_included_in_its_order() {
        include();

        assertThat(codes()).containsExactly("cells", "red", "retic", "white", "neut", "lymph", "old", "clot");
        assertThat(expanded(ExpansionRequest.WHOLE).getExpansion().getTotal()).isEqualTo(8);
        assertThat(expanded(ExpansionRequest.WHOLE).getExpansion().getParameter())
                .anySatisfy(each -> assertThat(each.getValue().primitiveValue()).isEqualTo(BLOOD + "|2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "concept; is-a; white; white neut lymph",
                "concept; descendent-of; white; neut lymph",
                "concept; is-not-a; cells; old clot",
                "concept; generalizes; neut; cells white neut",
                "code; in; red, clot; red clot",
                "code; not-in; cells,red,retic,white,neut,lymph; old clot",
                "parent; =; cells; red white",
                "child; exists; true; cells red white",
                "inactive; =; true; old",
                "display; regex; .*cytes; red retic white lymph",
                "status; exists; false; cells red retic white neut lymph old clot"
            })
    void codes_are_chosen_by_a_property(String property, String op, String value, String chosen) {
        include()
                .addFilter()
                .setProperty(property)
                .setOp(FilterOperator.fromCode(op))
                .setValue(value);

        assertThat(codes()).containsExactly(chosen.split(" "));
    }

    @Test
    void all_filters_of_an_include_hold() {
        var include = include();
        include.addFilter().setProperty("concept").setOp(FilterOperator.ISA).setValue("cells");
        include.addFilter().setProperty("display").setOp(FilterOperator.REGEX).setValue("L.*");

        assertThat(codes()).containsExactly("white", "lymph");
    }

    @ParameterizedTest
    @CsvSource({"regex, 50", "=, 1000"})
    void so_many_filters_are_enough(String op, int most) {
        for (var each = 0; each < most; each++) {
            include()
                    .addFilter()
                    .setProperty("concept")
                    .setOp(FilterOperator.fromCode(op))
                    .setValue("red");
        }
        assertThat(codes()).containsExactly("red");

        include()
                .addFilter()
                .setProperty("concept")
                .setOp(FilterOperator.fromCode(op))
                .setValue("red");

        assertThatThrownBy(this::codes)
                .isInstanceOf(TerminologyFault.class)
                .extracting(fault -> ((TerminologyFault) fault).kind())
                .isEqualTo(IssueType.TOOCOSTLY);
    }

    @Test
    void value_sets_that_name_others_twice_each_are_not_followed_for_ever() {
        for (var each = 0; each < 40; each++) {
            var one = shelf.add(new ValueSet());
            one.setUrl("https://lab.example/" + each);
            one.getCompose().addInclude().addValueSet("https://lab.example/" + (each + 1));
            one.getCompose().addInclude().addValueSet("https://lab.example/" + (each + 1));
        }
        var last = shelf.add(new ValueSet());
        last.setUrl("https://lab.example/40");
        last.getCompose().addInclude().setSystem(BLOOD).addConcept().setCode("red");
        set.getCompose().addInclude().addValueSet("https://lab.example/0");

        assertThat(codes()).containsExactly("red");
        assertThatThrownBy(() -> new Membership(shelf, Versions.AS_NAMED).find(set, new Member.Key(BLOOD, "white")))
                .isInstanceOf(TerminologyFault.class);
    }

    @Test
    void an_excluded_code_is_out_however_it_came_in() {
        include();
        include().addConcept().setCode("red");
        set.getCompose().addExclude().setSystem(BLOOD).addConcept().setCode("red");
        set.getCompose().addExclude().setSystem(BLOOD).addConcept().setCode("clot");

        assertThat(codes()).containsExactly("cells", "retic", "white", "neut", "lymph", "old");
    }

    @Test
    void an_include_is_what_its_system_and_all_its_value_sets_have_in_common() {
        shelf.add(named("https://lab.example/vs/some", "red", "white", "clot"));
        shelf.add(named("https://lab.example/vs/others", "white", "clot"));
        include().addFilter().setProperty("concept").setOp(FilterOperator.ISA).setValue("cells");
        set.getCompose().getIncludeFirstRep().getValueSet().add(new CanonicalType("https://lab.example/vs/some"));
        set.getCompose().getIncludeFirstRep().getValueSet().add(new CanonicalType("https://lab.example/vs/others"));

        assertThat(codes()).containsExactly("white");
    }

    @Test
    void retired_codes_are_left_out_where_that_is_asked_for() {
        include();

        assertThat(codes(wishing(Wish.ACTIVE_ONLY))).doesNotContain("old").hasSize(7);
        assertThat(codes(wishing(Wish.FOR_CHOOSING))).doesNotContain("cells").hasSize(7);
        set.getCompose().setInactive(false);
        assertThat(codes()).doesNotContain("old").hasSize(7);
    }

    @Test
    void what_is_retired_or_a_mere_group_says_so() {
        include();

        assertThat(contained("old").getInactive()).isTrue();
        assertThat(contained("cells").getAbstract()).isTrue();
        assertThat(contained("clot").hasInactive() || contained("clot").hasAbstract())
                .isFalse();
    }

    @Test
    void words_are_looked_for_in_codes_and_all_names() {
        include();

        assertThat(codes(filtered("cyTES"))).containsExactly("red", "retic", "white", "lymph");
        assertThat(codes(filtered("time clot"))).containsExactly("clot");
        assertThat(codes(filtered("leukozyten"))).containsExactly("white");
        assertThat(codes(filtered("nothing like it"))).isEmpty();
    }

    @Test
    void pages_follow_each_other_and_the_total_stays() {
        include();

        assertThat(codes(paged(0, 3))).containsExactly("cells", "red", "retic");
        assertThat(codes(paged(6, 3))).containsExactly("old", "clot");
        assertThat(codes(paged(0, 0))).isEmpty();
        assertThat(expanded(paged(6, 3)).getExpansion().getTotal()).isEqualTo(8);
        assertThat(expanded(paged(6, 3)).getExpansion().getOffset()).isEqualTo(6);
        assertThatThrownBy(() -> paged(-1, 3)).isInstanceOf(TerminologyFault.class);
    }

    @Test
    void names_are_given_in_the_language_asked_for() {
        include();

        assertThat(display("white", "de")).isEqualTo("Leukozyten");
        assertThat(display("white", "de-CH")).isEqualTo("Leukocyten");
        assertThat(display("white", "de-AT")).isEqualTo("Leukozyten");
        assertThat(display("white", "fr")).isEqualTo("Leukocytes");
        assertThat(display("red", "de")).isEqualTo("Erythrocytes");
    }

    @Test
    void a_supplement_adds_names_and_has_to_be_known() {
        var french = shelf.add(new CodeSystem());
        french.setUrl("https://lab.example/french").setContent(CodeSystemContentMode.SUPPLEMENT);
        french.setSupplements(BLOOD)
                .addConcept()
                .setCode("clot")
                .addDesignation()
                .setLanguage("fr")
                .setValue("Temps de coagulation");
        include();

        var added = new ExpansionRequest(
                null, "fr", Page.ALL, EnumSet.of(Wish.DESIGNATIONS), Versions.AS_NAMED, List.of(french.getUrl()));
        assertThat(expanded(added).getExpansion().getContains())
                .anySatisfy(each -> assertThat(each.getDisplay()).isEqualTo("Temps de coagulation"));
        set.addExtension("http://hl7.org/fhir/StructureDefinition/valueset-supplement", new CanonicalType("x"));
        assertFault(IssueType.NOTFOUND);
    }

    @Test
    void what_a_value_set_calls_a_code_counts_before_its_code_system() {
        include().addConcept().setCode("red").setDisplay("Red cells");

        assertThat(contained("red").getDisplay()).isEqualTo("Red cells");
    }

    @Test
    void codes_of_a_code_system_nobody_knows_can_be_named_but_not_listed() {
        set.getCompose()
                .addInclude()
                .setSystem("https://elsewhere.example")
                .addConcept()
                .setCode("x");
        assertThat(codes()).containsExactly("x");

        set.getCompose().addInclude().setSystem("https://elsewhere.example");
        assertFault(IssueType.NOTFOUND);
    }

    @Test
    void a_code_that_its_code_system_does_not_have_is_left_out() {
        include().addConcept().setCode("no-such-code");
        set.getCompose().getIncludeFirstRep().addConcept().setCode("red");

        assertThat(codes()).containsExactly("red");
    }

    @Test
    void a_value_set_that_includes_itself_is_refused() {
        set.setUrl("https://lab.example/vs/ring");
        shelf.add(set);
        var other = shelf.add(new ValueSet().setUrl("https://lab.example/vs/other"));
        other.getCompose().addInclude().addValueSet(set.getUrl());
        set.getCompose().addInclude().addValueSet(other.getUrl());

        assertFault(IssueType.INVALID);
    }

    @Test
    void a_value_set_may_use_another_twice() {
        var some = shelf.add(named("https://lab.example/vs/some", "red"));
        set.getCompose().addInclude().addValueSet(some.getUrl());
        set.getCompose().addInclude().addValueSet(some.getUrl());

        assertThat(codes()).containsExactly("red");
    }

    @Test
    void too_many_codes_are_refused() {
        var large = shelf.add(new CodeSystem().setUrl("https://large.example"));
        large.setContent(CodeSystemContentMode.COMPLETE);
        IntStream.rangeClosed(0, Composition.MOST)
                .forEach(i -> large.addConcept().setCode("c" + i));
        set.getCompose().addInclude().setSystem(large.getUrl());

        assertFault(IssueType.TOOCOSTLY);
    }

    @Test
    void too_many_codes_are_refused_also_when_each_include_has_few() {
        var large = shelf.add(new CodeSystem().setUrl("https://large.example"));
        large.setContent(CodeSystemContentMode.COMPLETE);
        IntStream.range(0, Composition.MOST / 2).forEach(i -> large.addConcept().setCode("c" + i));
        IntStream.range(0, 3).forEach(i -> set.getCompose().addInclude().setSystem(large.getUrl()));

        assertFault(IssueType.TOOCOSTLY);
    }

    @Test
    void a_value_set_may_name_another_a_thousand_times() {
        var some = shelf.add(named("https://lab.example/vs/some", "red"));
        var include = set.getCompose().addInclude();
        IntStream.range(0, 1000).forEach(i -> include.addValueSet(some.getUrl()));
        IntStream.range(0, 1000).forEach(i -> set.getCompose().addInclude().addValueSet(some.getUrl()));

        assertThat(codes()).containsExactly("red");
    }

    @Test
    void a_pattern_that_unrolls_for_ever_is_refused() {
        include().addFilter().setProperty("code").setOp(FilterOperator.REGEX).setValue("((a{1000}){1000}){1000}");

        assertFault(IssueType.NOTSUPPORTED);
    }

    @Test
    void a_value_set_that_only_lists_its_codes_has_these() {
        set.getExpansion()
                .addContains()
                .setSystem(BLOOD)
                .setCode("red")
                .addContains()
                .setSystem(BLOOD)
                .setCode("retic");

        assertThat(codes()).containsExactly("red", "retic");
    }

    @Test
    void the_version_asked_for_counts() {
        include();

        assertThat(codes(in(new Versions(List.of(BLOOD + "|2"), List.of(), List.of()))))
                .hasSize(8);
        assertFault(in(new Versions(List.of(), List.of(BLOOD + "|9"), List.of())), IssueType.NOTFOUND);
        assertFault(in(new Versions(List.of(BLOOD + "|2"), List.of(), List.of(BLOOD + "|1"))), IssueType.INVALID);
    }

    @Test
    void an_expression_that_would_run_for_ever_does_not() {
        shelf.add(new CodeSystem().setUrl("https://long.example"))
                .setContent(CodeSystemContentMode.COMPLETE)
                .addConcept()
                .setCode("a".repeat(5000) + "!");
        var include = set.getCompose().addInclude().setSystem("https://long.example");
        include.addFilter().setProperty("code").setOp(FilterOperator.REGEX).setValue("(a+)+");

        assertThat(codes()).isEmpty();
    }

    private ConceptSetComponent include() {
        return set.getCompose().addInclude().setSystem(BLOOD);
    }

    private static ValueSet named(String url, String... codes) {
        var named = new ValueSet().setUrl(url);
        var include = named.getCompose().addInclude().setSystem(BLOOD);
        List.of(codes).forEach(code -> include.addConcept().setCode(code));
        return named;
    }

    private static ExpansionRequest wishing(Wish wish) {
        return new ExpansionRequest(null, null, Page.ALL, EnumSet.of(wish), Versions.AS_NAMED, List.of());
    }

    private static ExpansionRequest filtered(String words) {
        return new ExpansionRequest(words, null, Page.ALL, EnumSet.noneOf(Wish.class), Versions.AS_NAMED, List.of());
    }

    private static ExpansionRequest paged(int offset, int count) {
        return new ExpansionRequest(
                null, null, new Page(offset, count), EnumSet.noneOf(Wish.class), Versions.AS_NAMED, List.of());
    }

    private static ExpansionRequest in(Versions versions) {
        return new ExpansionRequest(null, null, Page.ALL, EnumSet.noneOf(Wish.class), versions, List.of());
    }

    private ValueSet expanded(ExpansionRequest request) {
        return new Expansion(shelf, Clock.systemUTC()).of(set, request);
    }

    private List<String> codes() {
        return codes(ExpansionRequest.WHOLE);
    }

    private List<String> codes(ExpansionRequest request) {
        return expanded(request).getExpansion().getContains().stream()
                .map(ValueSetExpansionContainsComponent::getCode)
                .toList();
    }

    private ValueSetExpansionContainsComponent contained(String code) {
        return expanded(ExpansionRequest.WHOLE).getExpansion().getContains().stream()
                .filter(each -> code.equals(each.getCode()))
                .findFirst()
                .orElseThrow();
    }

    private String display(String code, String language) {
        var request = new ExpansionRequest(
                null, language, Page.ALL, EnumSet.noneOf(Wish.class), Versions.AS_NAMED, List.of());
        return expanded(request).getExpansion().getContains().stream()
                .filter(each -> code.equals(each.getCode()))
                .findFirst()
                .orElseThrow()
                .getDisplay();
    }

    private void assertFault(IssueType kind) {
        assertFault(ExpansionRequest.WHOLE, kind);
    }

    private void assertFault(ExpansionRequest request, IssueType kind) {
        assertThatThrownBy(() -> expanded(request))
                .isInstanceOfSatisfying(TerminologyFault.class, fault -> assertThat(fault.kind())
                        .isEqualTo(kind));
    }
}
