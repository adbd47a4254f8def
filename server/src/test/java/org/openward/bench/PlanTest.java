package org.openward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a run can be asked to do. */
class PlanTest {

    @Test
    void a_target_may_need_a_token_and_hear_analyzers() {
        Target target = Target.parse("ours=http://localhost:8080/fhir/,token-url=http://localhost:8080/oauth2/token,"
                + "client=demo,secret=a=b,mllp=localhost:2575,pid=17");

        assertThat(target.base()).isEqualTo(URI.create("http://localhost:8080/fhir"));
        assertThat(target.login().orElseThrow().secret()).isEqualTo("a=b");
        assertThat(target.mllp()).contains("localhost:2575");
        assertThat(target.process()).contains(new ServerProcess(17));
    }

    @Test
    void several_targets_are_measured_as_long_and_hard_as_asked() {
        Plan plan = Plan.parse(
                "--target",
                "one=http://one/fhir",
                "--target",
                "two=http://two/fhir",
                "--rounds",
                "5",
                "--workloads",
                "read, search.has",
                "--start",
                "two=java -jar two.jar --x=y");

        assertThat(plan.targets()).extracting(Target::name).containsExactly("one", "two");
        assertThat(plan.pace()).isEqualTo(new Plan.Pace(5, 15, 60, 4));
        assertThat(plan.workloads()).containsExactly("read", "search.has");
        assertThat(plan.start(plan.targets().get(1))).contains("java -jar two.jar --x=y");
        assertThat(plan.start(plan.targets().get(0))).isEmpty();
        assertThat(plan.lines()).containsExactly(1, 8, 64);
    }

    @Test
    void what_is_not_understood_is_refused_before_anything_is_measured() {
        assertRefused("--target is missing", "--rounds", "3");
        assertRefused("conections", "--target", "one=http://one/fhir", "--conections", "3");
        assertRefused("tokenurl", "--target", "one=http://one/fhir,tokenurl=http://one/token");
        assertRefused("client is missing", "--target", "one=http://one/fhir,token-url=http://one/token");
        assertRefused("no workload serch", "--target", "one=http://one/fhir", "--workloads", "serch");
        assertRefused("outlive", "--target", "one=http://one/fhir", "--seconds", "300");
    }

    @Test
    void a_bundle_loaded_again_has_other_addresses_and_nothing_else_changed() {
        String patient = "11111111-1111-1111-1111-111111111111";
        String foreign = "22222222-2222-2222-2222-222222222222";
        Bundles.Loadable bundle = Bundles.loadable("{\"entry\":[{\"fullUrl\":\"urn:uuid:" + patient
                + "\",\"request\":{}},{\"request\":{},\"subject\":\"urn:uuid:" + patient + "\",\"code\":\"" + foreign
                + "\"}]}");

        Bundles.Loadable again = bundle.again("salt");

        assertThat(again.resources()).isEqualTo(2);
        assertThat(again.text()).doesNotContain(patient).contains(foreign);
        String renamed = again.text().replaceAll(".*\"fullUrl\":\"urn:uuid:([^\"]+)\".*", "$1");
        assertThat(again.text().replace(renamed, patient)).isEqualTo(bundle.text());
        assertThat(bundle.again("other salt").text()).isNotEqualTo(again.text());
    }

    private static void assertRefused(String why, String... arguments) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.parse(arguments))
                .withMessageContaining(why);
    }

    @Test
    void the_shares_of_the_bundles_are_all_of_them_once() {
        Bundles bundles = new Bundles(
                List.of(),
                Stream.of("a", "b", "c", "d", "e", "f", "g")
                        .map(Bundles::loadable)
                        .toList());

        assertThat(bundles.shares(4)).hasSize(4).noneMatch(List::isEmpty);
        assertThat(bundles.shares(4).stream().flatMap(List::stream).toList()).isEqualTo(bundles.transactions());
    }
}
