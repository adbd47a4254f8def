package org.openward.astm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openward.Corpus;
import org.openward.PublishedFamily;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.LaboratoryResults;

/** The published families against the messages of such analyzers in a corpus, when that corpus lies beside the project. */
@EnabledIfSystemProperty(named = "tests.full", matches = "true")
class FamiliesCorpusTest {
    private static final Map<String, List<String>> FILES = Map.ofEntries(
            Map.entry("sysmex-xn", List.of("senaite-astm/sysmex_xn550.txt")),
            Map.entry("sysmex-xp", List.of("senaite-astm/sysmex_xp100.txt")),
            Map.entry("roche-cobas-c111", List.of("senaite-astm/cobas_c111.txt")),
            Map.entry("roche-cobas-c311", List.of("senaite-astm/cobas_c311.txt")),
            Map.entry("roche-cobas-6000", List.of("analyzers-misc/roche_cobas6000_h7600_astm_framed_ETB.astm")),
            Map.entry(
                    "roche-cobas-pro",
                    List.of(
                            "analyzers-misc/roche_cobas_pro_OUL_R22.hl7",
                            "analyzers-misc/roche_cobas_pure_OUL_R22_patient.hl7")),
            Map.entry("roche-cobas-5800", List.of("analyzers-misc/roche_cobas5800_OUL_R22_hiv.hl7")),
            Map.entry("abbott-architect", List.of("analyzers-misc/abbott_architect_astm_framed_bhcg.astm")),
            Map.entry("abbott-m2000", List.of("analyzers-misc/abbott_m2000_astm_hiv_notdetected.astm")),
            Map.entry("abbott-alinity-m", List.of("analyzers-misc/abbott_alinity_m_OUL_R22_hiv1.hl7")),
            Map.entry(
                    "beckman-access",
                    List.of(
                            "analyzers-misc/beckman_access2_astm_result_abhbs.astm",
                            "analyzers-misc/beckman_dxi800_astm_result_testo.astm")),
            Map.entry(
                    "cepheid-genexpert",
                    List.of("senaite-astm/genexpert.txt", "analyzers-misc/cepheid_genexpert_astm_hivvl.astm")),
            Map.entry("horiba-pentra", List.of("senaite-astm/pentra_xlr.txt")),
            Map.entry("horiba-yumizen", List.of("blutspende-go-astm/identify_test_03.astm")),
            Map.entry("mindray-bc", List.of("analyzers-misc/mindray_bc780_ORU.hl7")),
            Map.entry("mindray-bs", List.of("analyzers-misc/mindray_bs200e_ORU_patient_msh16_0.hl7")),
            Map.entry("siemens-atellica", List.of("analyzers-misc/siemens_atellica_OUL_R22_FT3.hl7")),
            Map.entry("autobio-a1000", List.of("analyzers-misc/autobio_a1000_ORU_value_in_component2.hl7")),
            Map.entry("erba-xl", List.of("analyzers-misc/erba_xl200_astm_result.astm")));

    @TestFactory
    Stream<DynamicTest> every_family_finds_the_tube_and_accounts_for_every_result() throws IOException {
        Optional<Corpus> corpus = Corpus.find();
        assumeTrue(corpus.isPresent(), "No corpus beside the project");
        Map<String, Corpus.Entry> entries =
                corpus.get().entries().stream().collect(Collectors.toMap(Corpus.Entry::name, each -> each));
        return FILES.entrySet().stream().flatMap(family -> family.getValue().stream()
                .map(file -> DynamicTest.dynamicTest(
                        family.getKey() + " " + file,
                        () -> check(
                                family.getKey(),
                                Optional.ofNullable(entries.get(file)).orElseThrow()))));
    }

    private static void check(String family, Corpus.Entry file) throws IOException, MalformedMessage {
        byte[] content = file.name().endsWith(".hl7")
                ? file.bytes()
                : AstmCorpusTest.content(file).getBytes(StandardCharsets.ISO_8859_1);

        LaboratoryResults results = PublishedFamily.named(family).read(content);

        assertThat(results.reports())
                .isNotEmpty()
                .allSatisfy(report -> assertThat(report.sample().id()).isPresent());
        assertThat(results.accounting().received()).isPositive();
        assertThat(results.accounting().leftOut())
                .extracting(Accounting.LeftOut::reason)
                .doesNotContain(Accounting.Reason.NO_ORDER, Accounting.Reason.NO_TEST_CODE);
    }
}
