package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.DomainResource;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.Messages;

class ValidResourcesTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @Test
    void every_kind_of_result_is_valid_fhir() {
        FhirValidator validator = validator();
        LaboratoryResults results = ReadingResults.read(Messages.parsed(
                "PID|1||MRN-1^^^HOSPITAL^MR||Sharma^Asha||19850412|F",
                ReadingResults.ORDER,
                "NTE|1||Sample slightly haemolysed",
                "SPM|1|S-1^S-2||BLD^Blood^HL70487|||VENIP^Venipuncture^HL70488|LA^Left arm^HL70163|||P|2^mL||||||||Y||||||EDTA^EDTA tube^L",
                "SAC|||C-1",
                "OBX|1|NM|HGB^Haemoglobin^99XN||9.8|g/dL|12.0-15.0|L~LL|||F|||20260301101200|LAB^Main lab|7^Rao^Asha|M^Method^L|XN~77|20260301101100||R-1",
                "OBX|2|ST|A1||< 20|g/dL|<5||||F",
                "OBX|3|SN|A2||^1^:^128||||||F",
                "OBX|4|SN|A3||^2^-^5|g/dL|||||F",
                "OBX|5|CWE|A4|1|260373001^Detected^SCT~POS^Positive^L||||||F",
                "OBX|6|NA|A5||1^2^3~4^5^6|fL|||||F",
                "OBX|7|TX|A6||one~two||||||F",
                "OBX|8|ED|A7||^Image^BMP^Base64^Qk0AAA==||||||F",
                "OBX|9|DTM|A8||202603011012||||||F",
                "OBX|10|TM|A9||1012||||||F",
                "OBX|11|DR|B1||20260301^20260302||||||F",
                "OBX|12|NM|B2||***.**|fL|||||F",
                "OBX|13|NM|B3||||||||X",
                "OBX|14|NM|B4||5|odd|a-b|VAL|||W"));

        Stream<SingleValidationMessage> errors = resources(results).stream()
                .flatMap(each -> validator.validateWithResult(each).getMessages().stream())
                .filter(each -> each.getSeverity() == ResultSeverityEnum.ERROR
                        || each.getSeverity() == ResultSeverityEnum.FATAL);

        assertThat(results.accounting().observations()).isEqualTo(14);
        assertThat(errors.map(each -> each.getLocationString() + ": " + each.getMessage()))
                .isEmpty();
    }

    private static List<DomainResource> resources(LaboratoryResults results) {
        LaboratoryReport.Resources resources = results.reports().get(0).resources();
        return Stream.concat(
                        Stream.concat(Stream.of(resources.report()), resources.specimens().stream()),
                        resources.results().stream().map(LaboratoryReport.Result::observation))
                .toList();
    }

    private static FhirValidator validator() {
        ValidationSupportChain support = new ValidationSupportChain(
                new DefaultProfileValidationSupport(FHIR),
                new CommonCodeSystemsTerminologyService(FHIR),
                new InMemoryTerminologyServerValidationSupport(FHIR));
        return FHIR.newValidator().registerValidatorModule(new FhirInstanceValidator(support));
    }
}
