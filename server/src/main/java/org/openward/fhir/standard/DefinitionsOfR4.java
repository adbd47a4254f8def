package org.openward.fhir.standard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import ca.uhn.fhir.context.FhirContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.springframework.util.function.SingletonSupplier;

/** The definitions of operations that FHIR R4 itself publishes, as they come with HAPI; read when the first one is asked for. */
final class DefinitionsOfR4 {
    /** So large for its other definitions, which nobody needs here, that it is read line by line. */
    private static final String FILE = "/org/hl7/fhir/r4/model/profile/profiles-resources.xml";

    private static final String FIRST_LINE = "<OperationDefinition ";
    private static final String LAST_LINE = "</OperationDefinition>";

    private final SingletonSupplier<Map<String, OperationDefinition>> byUrl;

    DefinitionsOfR4(FhirContext fhir) {
        this.byUrl = SingletonSupplier.of(() -> texts().stream()
                .map(text -> fhir.newXmlParser().parseResource(OperationDefinition.class, text))
                .collect(toMap(OperationDefinition::getUrl, identity())));
    }

    Optional<OperationDefinition> find(String url) {
        return Optional.ofNullable(byUrl.obtain().get(url));
    }

    private static List<String> texts() {
        var texts = new ArrayList<String>();
        var text = new StringBuilder();
        try (var file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FhirContext.class.getResourceAsStream(FILE), FILE), UTF_8))) {
            for (var line = file.readLine(); line != null; line = file.readLine()) {
                if (!text.isEmpty() || line.contains(FIRST_LINE)) {
                    text.append(line).append('\n');
                }
                if (line.contains(LAST_LINE)) {
                    texts.add(text.toString());
                    text.setLength(0);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return texts;
    }
}
