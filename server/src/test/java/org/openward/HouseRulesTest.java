package org.openward;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.verbatim.LooksInside;
import org.springframework.transaction.annotation.Transactional;

/** The rules of the house that a compiler cannot see, each a sentence. */
class HouseRulesTest {
    private static final String[] MONEY_AND_STOCK = {
        "org.openward.money..",
        "org.openward.tariff..",
        "org.openward.billing..",
        "org.openward.claims..",
        "org.openward.inventory..",
        "org.openward.pharmacy..",
        "org.openward.reporting.."
    };
    private static final Set<String> FLOATING = Set.of("double", "float", "java.lang.Double", "java.lang.Float");
    private static final String EDGES = ".*(Operations|Guard|Watch)";

    private static JavaClasses house;

    @BeforeAll
    static void read_the_house() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.openward");
    }

    @Test
    void names_say_what_a_thing_is() {
        check(noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl|Processor)"));
        check(noMethods()
                .that(describe("are our own words", HouseRulesTest::isOurOwnWord))
                .and(describe("answer no process of the machine", HouseRulesTest::answersNoProcess))
                .should()
                .haveNameMatching("(process|handle|execute|perform)([A-Z].*)?|get([A-Z].*)?"));
    }

    @Test
    void packages_are_named_for_the_hospital() {
        check(noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..common..",
                        "..helper..",
                        "..impl..",
                        "..config..",
                        "..dto..",
                        "..service..",
                        "..misc.."));
    }

    @Test
    void every_package_is_null_marked_and_introduces_itself() {
        var introduced = house.stream()
                .filter(type -> type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());

        var packages = house.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(introduced).containsAll(packages);
    }

    @Test
    void only_fhir_touches_the_store_of_hapi() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.openward.fhir..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ca.uhn.fhir.jpa.."));
    }

    /** Security answers 401 and the audit 405 and 503, which are no refusals of a hospital rule. */
    @Test
    void a_refusal_is_said_in_our_own_words_not_in_those_of_hapi() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("org.openward.fhir..", "org.openward.security..", "org.openward.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ca.uhn.fhir.rest.server.exceptions.."));
    }

    @Test
    void money_and_stock_are_never_floating_point() {
        check(noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MONEY_AND_STOCK)
                .should()
                .haveRawType(describe("floating point", type -> FLOATING.contains(type.getName())))
                .allowEmptyShould(true));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MONEY_AND_STOCK)
                .should(ArchCondition.from(describe(
                        "answer or take floating point",
                        method -> FLOATING.contains(method.getRawReturnType().getName())
                                || method.getRawParameterTypes().stream()
                                        .anyMatch(type -> FLOATING.contains(type.getName())))))
                .allowEmptyShould(true));
    }

    @Test
    void time_comes_from_a_clock() {
        check(noClasses()
                .should()
                .callMethodWhere(describe("the machine's own clock is read", HouseRulesTest::readsTheTime)));
        check(noClasses().should().callConstructor(java.util.Date.class));
    }

    @Test
    void nothing_is_injected_into_a_field() {
        check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
    }

    @Test
    void an_edge_knows_no_sql_and_opens_no_transaction() {
        check(noClasses()
                .that()
                .haveNameMatching(EDGES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.springframework.jdbc..",
                        "org.springframework.transaction.."));
        check(noClasses().that().haveNameMatching(EDGES).should().beAnnotatedWith(Transactional.class));
    }

    /** The database and the FHIR store know no hospital rule; their records open connections. */
    @Test
    void policies_totals_and_records_are_plain_java() {
        check(noClasses()
                .that()
                .haveNameMatching(".*(Policy|Totals|Rules)")
                .or(describe("are records", JavaClass::isRecord))
                .and()
                .resideOutsideOfPackages("org.openward.database..", "org.openward.fhir..")
                .and(describe("are no settings", type -> !type.getSimpleName().endsWith("Settings")))
                .and(describe("are no part of settings", type -> !type.getName().contains("Settings$")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "ca.uhn.fhir.jpa..",
                        "ca.uhn.fhir.rest.server..",
                        "ca.uhn.fhir.rest.api.server.."));
    }

    @Test
    void an_event_is_a_record_of_facts() {
        check(classes()
                .that()
                .resideInAPackage("org.openward..events")
                .and()
                .areTopLevelClasses()
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .beRecords()
                .allowEmptyShould(true));
        check(noClasses()
                .that()
                .resideInAPackage("org.openward..events")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.hl7.fhir..")
                .allowEmptyShould(true));
    }

    @Test
    void a_constructor_takes_at_most_six_collaborators() {
        var crowded = house.stream()
                .filter(type -> !type.isRecord() && !type.isEnum())
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> constructor.getRawParameterTypes().size() > 6)
                .map(constructor -> constructor.getFullName());

        assertThat(crowded).isEmpty();
    }

    @Test
    void a_package_has_at_most_twenty_classes_besides_its_records_refusals_and_annotations() {
        var sizes = house.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.isRecord() && !type.isAnnotation() && !type.isAssignableTo(Throwable.class))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(20));
    }

    @Test
    void whoever_hides_records_on_their_way_out_says_when_he_must_look_inside_and_is_asked_in_every_request() {
        var hiding = Set.of(Pointcut.STORAGE_PREACCESS_RESOURCES, Pointcut.STORAGE_PRESHOW_RESOURCES);
        var silent = house.stream()
                .filter(type -> !type.isAssignableTo(LooksInside.class) || !type.isAnnotatedWith(FhirInterceptor.class))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Hook.class))
                .filter(method ->
                        hiding.contains(method.getAnnotationOfType(Hook.class).value()))
                .map(JavaMethod::getFullName);

        assertThat(silent).isEmpty();
    }

    @Test
    void no_two_decision_records_have_the_same_number() throws IOException {
        var decisions = Path.of("..", "docs", "decisions");
        if (Files.notExists(decisions)) {
            return;
        }
        try (var files = Files.list(decisions)) {
            var names = files.map(file -> file.getFileName().toString()).toList();

            assertThat(names).allMatch(name -> name.matches("\\d{4}-[a-z0-9-]+\\.md"));
            assertThat(names.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
        }
    }

    private static void check(ArchRule rule) {
        rule.check(house);
    }

    private static boolean isOurOwnWord(JavaMethod method) {
        var inherited = Stream.concat(
                method.getOwner().getAllRawSuperclasses().stream(), method.getOwner().getAllRawInterfaces().stream());
        return inherited
                .filter(type -> !type.getPackageName().startsWith("org.openward"))
                .flatMap(type -> type.getMethods().stream())
                .noneMatch(foreign -> foreign.getName().equals(method.getName())
                        && foreign.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size());
    }

    private static boolean answersNoProcess(JavaMethod method) {
        return !method.getReturnType().getAllInvolvedRawTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(ProcessHandle.class) || type.isEquivalentTo(Process.class));
    }

    private static boolean readsTheTime(JavaMethodCall call) {
        var owner = call.getTargetOwner().getName();
        return switch (call.getName()) {
            case "now", "withCurrentTime" -> (owner.startsWith("java.time.") || owner.startsWith("org.hl7.fhir."))
                    && call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Clock.class));
            case "currentTimeMillis" -> owner.equals("java.lang.System");
            case "systemUTC", "systemDefaultZone" -> owner.equals("java.time.Clock")
                    && !call.getOriginOwner().isEquivalentTo(HospitalServer.class);
            default -> false;
        };
    }
}
