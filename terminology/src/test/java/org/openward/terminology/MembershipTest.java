package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.terminology.ExpansionRequest.Page;

class MembershipTest {
    private static final String BLOOD = "https://lab.example/blood";

    private final InMemoryDefinitions shelf = new InMemoryDefinitions();
    private final ValueSet set = new ValueSet().setUrl("https://lab.example/vs/asked");

    @BeforeEach
    void shelve_the_codes_of_the_laboratory() {
        var blood = shelf.add(new CodeSystem().setUrl(BLOOD));
        blood.setContent(CodeSystemContentMode.COMPLETE).setCaseSensitive(false);
        var white = blood.addConcept().setCode("white").setDisplay("Leukocytes");
        white.addDesignation().setLanguage("de").setValue("Leukozyten");
        white.addConcept().setCode("neut");
        blood.addConcept().setCode("red");
    }

    @Test
    void it_agrees_with_the_list_of_codes() {
        set.getCompose()
                .addInclude()
                .setSystem(BLOOD)
                .addFilter()
                .setProperty("concept")
                .setOp(FilterOperator.ISA)
                .setValue("white");
        set.getCompose().addInclude().setSystem(BLOOD).addConcept().setCode("red");
        set.getCompose().addExclude().setSystem(BLOOD).addConcept().setCode("neut");
        var listed = new Expansion(shelf, Clock.systemUTC())
                .of(set, new ExpansionRequest(null, null, Page.ALL, Set.of(), Versions.AS_NAMED, List.of()));

        assertThat(Stream.of("white", "neut", "red", "none")
                        .filter(code -> find(BLOOD, code).isPresent()))
                .containsExactlyElementsOf(listed.getExpansion().getContains().stream()
                        .map(each -> each.getCode())
                        .toList())
                .containsExactly("white", "red");
    }

    @Test
    void the_system_is_found_where_none_is_said() {
        set.getCompose().addInclude().setSystem(BLOOD);

        assertThat(find(null, "red"))
                .hasValueSatisfying(
                        member -> assertThat(member.contained().getSystem()).isEqualTo(BLOOD));
        assertThat(find("https://other.example", "red")).isEmpty();
    }

    @Test
    void case_matters_only_where_the_code_system_says_so() {
        set.getCompose().addInclude().setSystem(BLOOD);

        assertThat(find(BLOOD, "WHITE")).isPresent();
    }

    @Test
    void a_code_goes_by_all_its_names() {
        set.getCompose()
                .addInclude()
                .setSystem(BLOOD)
                .addConcept()
                .setCode("white")
                .setDisplay("White cells");

        assertThat(find(BLOOD, "white")).hasValueSatisfying(member -> {
            assertThat(member.isCalled("white CELLS")).isTrue();
            assertThat(member.isCalled("Leukocytes")).isTrue();
            assertThat(member.isCalled("Leukozyten")).isTrue();
            assertThat(member.isCalled("Erythrocytes")).isFalse();
        });
    }

    @Test
    void units_are_known_by_their_grammar() {
        var units = new UnitCodes(new Ucum());

        assertThat(units.find("mg/dL")).isPresent();
        assertThat(units.find("mg//dL")).isEmpty();
        assertThatThrownBy(units::all).isInstanceOf(TerminologyFault.class);
    }

    private Optional<Member> find(@Nullable String system, String code) {
        return new Membership(shelf, Versions.AS_NAMED).find(set, new Member.Key(system, code));
    }
}
