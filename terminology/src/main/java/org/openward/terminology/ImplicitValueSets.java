package org.openward.terminology;

import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Systems;

/** The value sets that SNOMED CT and LOINC have without anybody storing them: their address says what they are made of. */
public final class ImplicitValueSets {
    private static final String SNOMED = "http://snomed.info/sct";

    /** Under which SNOMED CT keeps the concepts that name reference sets. */
    private static final String REFERENCE_SETS = "900000000000455006";

    private static final Pattern OF_SNOMED = Pattern.compile(
            "http://snomed\\.info/sct(?<edition>/\\d{6,18}(?<version>/version/\\d{8})?)?\\?fhir_vs(=(?<kind>isa|refset)(/(?<id>\\d{6,18}))?)?");

    private static final Pattern OF_LOINC = Pattern.compile("http://loinc\\.org/vs(/(?<id>L[LP]\\d{1,9}-\\d))?");

    private ImplicitValueSets() {}

    /** The value set of that address, if it is one of these. */
    public static Optional<ValueSet> of(String url) {
        var snomed = OF_SNOMED.matcher(url);
        if (snomed.matches()) {
            var include = new ConceptSetComponent().setSystem(SNOMED);
            if (snomed.group("version") != null) {
                include.setVersion(SNOMED + snomed.group("edition"));
            }
            return ofSnomed(include, snomed.group("kind"), snomed.group("id")).map(each -> made(url, each));
        }
        var loinc = OF_LOINC.matcher(url);
        return loinc.matches() ? Optional.of(made(url, ofLoinc(loinc.group("id")))) : Optional.empty();
    }

    private static Optional<ConceptSetComponent> ofSnomed(
            ConceptSetComponent include, @Nullable String kind, @Nullable String id) {
        if (kind == null) {
            return Optional.of(include);
        }
        if (kind.equals("isa")) {
            return Optional.ofNullable(id).map(top -> with(include, "concept", FilterOperator.ISA, top));
        }
        return Optional.of(
                id == null
                        ? with(include, "concept", FilterOperator.DESCENDENTOF, REFERENCE_SETS)
                        : with(include, "memberOf", FilterOperator.EQUAL, id));
    }

    private static ConceptSetComponent ofLoinc(@Nullable String id) {
        var include = new ConceptSetComponent().setSystem(Systems.LOINC);
        if (id == null) {
            return include;
        }
        return id.startsWith("LL")
                ? with(include, "LIST", FilterOperator.EQUAL, id)
                : with(include, "concept", FilterOperator.ISA, id);
    }

    private static ConceptSetComponent with(
            ConceptSetComponent include, String property, FilterOperator operation, String value) {
        include.addFilter().setProperty(property).setOp(operation).setValue(value);
        return include;
    }

    private static ValueSet made(String url, ConceptSetComponent include) {
        var set = new ValueSet().setUrl(url).setStatus(PublicationStatus.ACTIVE);
        set.getCompose().addInclude(include);
        return set;
    }
}
