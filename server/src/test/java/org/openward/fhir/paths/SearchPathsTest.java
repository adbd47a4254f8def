package org.openward.fhir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.BaseSearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.extractor.SearchParamExtractorR4;
import ca.uhn.fhir.rest.server.util.FhirContextSearchParamRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SearchParameter;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SearchPathsTest {
    private static final int VARIANTS = 12;
    private static final StringType REFUSED = new StringType("refused");

    private final FhirContext context = FhirContext.forR4();
    private final FullResources resources = new FullResources(context);
    private final SearchPaths ours = new SearchPaths();
    private SearchParamExtractorR4 hapis = new SearchParamExtractorR4();
    private int found;

    @BeforeEach
    void prepare() {
        context.setValidationSupport(new DefaultProfileValidationSupport(context));
        ours.setContext(context);
        ours.initFhirPath();
        hapis = new SearchParamExtractorR4(
                new StorageSettings(), new PartitionSettings(), context, new FhirContextSearchParamRegistry(context));
    }

    @Test
    void every_search_parameter_of_the_standard_finds_what_it_finds_with_hapi() {
        var parameters = context.getValidationSupport().<SearchParameter>fetchAllSearchParameters();

        for (var parameter : parameters) {
            for (var type : parameter.getBase()) {
                if (context.getResourceTypes().contains(type.getCode())) {
                    resources.of(type.getCode(), VARIANTS).forEach(resource -> compare(resource, parameter));
                }
            }
        }

        assertThat(parameters).hasSizeGreaterThan(1_000);
        assertThat(found).isGreaterThan(10_000);
    }

    private void compare(Resource resource, SearchParameter parameter) {
        for (var path : paths(parameter.getExpression())) {
            for (var value : compare((IBase) resource, path)) {
                parameter.getComponent().stream()
                        .flatMap(component -> paths(component.getExpression()).stream())
                        .forEach(inner -> compare(value, inner));
            }
        }
    }

    private List<? extends IBase> compare(IBase focus, String path) {
        var expected = values(hapis, focus, path);

        assertThat(values(ours, focus, path))
                .as(path)
                .usingElementComparator(SearchPathsTest::compare)
                .isEqualTo(expected);
        found += expected.size();
        return expected;
    }

    /** The values, or a word in their place where the path is refused. */
    private static List<IBase> values(BaseSearchParamExtractor extractor, IBase focus, String path) {
        try {
            return List.copyOf(extractor.getPathValueExtractor(focus, path).get());
        } catch (RuntimeException refused) {
            return List.of(REFUSED);
        }
    }

    private static List<String> paths(String expression) {
        return expression == null
                ? List.of()
                : Stream.of(expression.split("\\|")).map(String::trim).toList();
    }

    private static int compare(IBase one, IBase other) {
        return one == other || ((Base) one).equalsDeep((Base) other) ? 0 : 1;
    }
}
