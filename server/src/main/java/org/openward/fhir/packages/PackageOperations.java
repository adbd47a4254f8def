package org.openward.fhir.packages;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Date;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.bulk.BulkParameters;
import org.openward.profiles.OperationNames;

/** The FHIR edge of packages. */
@FhirOperations
class PackageOperations {
    private static final String GUIDE = "ImplementationGuide";

    private final PackageDesk desk;

    PackageOperations(PackageDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$install",
            typeName = GUIDE,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.IMPLEMENTATION_GUIDE_INSTALL,
            manualResponse = true)
    public void install(
            @OperationParam(name = "package", max = 1) @Nullable Attachment archive,
            @OperationParam(name = "name", max = 1) @Nullable StringType name,
            ServletRequestDetails request) {
        BulkParameters.of(request).unknownBeside(Set.of("package", "name"));
        desk.install(request, archive, name == null ? null : name.getValue());
    }

    @Operation(
            name = "$uninstall",
            typeName = GUIDE,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.IMPLEMENTATION_GUIDE_UNINSTALL)
    public Parameters uninstall(@OperationParam(name = "name", min = 1, max = 1) @Nullable StringType name) {
        desk.uninstall(name == null ? "" : name.getValueNotNull());
        return installed();
    }

    @Operation(
            name = "$installed",
            typeName = GUIDE,
            idempotent = true,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.IMPLEMENTATION_GUIDE_INSTALLED)
    public Parameters installed() {
        var answer = new Parameters();
        desk.all().forEach(each -> answer.addParameter(card(each)));
        return answer;
    }

    private static ParametersParameterComponent card(InstalledPackage each) {
        var card = new ParametersParameterComponent().setName("package");
        add(card, "name", new StringType(each.name()));
        add(card, "status", new CodeType(each.state().name().toLowerCase(Locale.ROOT)));
        add(card, "definitions", new IntegerType(each.definitions()));
        add(card, "since", new InstantType(Date.from(each.since())));
        if (each.guide() != null) {
            add(card, "guide", new CanonicalType(each.guide()));
        }
        each.missing().forEach(missing -> add(card, "missing", new StringType(missing)));
        if (each.trouble() != null) {
            add(card, "trouble", new StringType(each.trouble()));
        }
        return card;
    }

    private static void add(ParametersParameterComponent card, String name, Type value) {
        card.addPart().setName(name).setValue(value);
    }
}
