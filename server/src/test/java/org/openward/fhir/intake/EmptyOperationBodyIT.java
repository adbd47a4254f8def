package org.openward.fhir.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class EmptyOperationBodyIT {
    private final Hospital hospital;

    EmptyOperationBodyIT(Hospital hospital) {
        this.hospital = hospital;
    }

    @ParameterizedTest
    @CsvSource({
        "/Patient/ID/$validate, 200",
        "/Patient/ID/$everything, 200",
        "/Task/never-existed/$replay, 404",
        "/$validate, 400",
    })
    void an_operation_without_a_body_needs_no_content_type(String path, int status) throws Exception {
        var client = hospital.asDemo();
        var patient =
                client.create(new Patient().setActive(true)).getIdElement().getIdPart();
        var request = HttpRequest.newBuilder(hospital.root().resolve("/fhir" + path.replace("ID", patient)))
                .header("Authorization", "Bearer " + client.token())
                .POST(BodyPublishers.noBody())
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("Content-Type");
    }
}
