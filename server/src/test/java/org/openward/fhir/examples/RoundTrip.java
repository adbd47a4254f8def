package org.openward.fhir.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.examples.Searches.Search;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;

/** Sends examples to a server, reads them back in both formats, and searches for them by all that they say; of use to several threads. */
final class RoundTrip {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final int TOGETHER = 6;

    /** Of which a second one under the same address is refused: each is published in both formats. */
    private static final Set<String> OF_ONE_ADDRESS = Set.of("CodeSystem", "ConceptMap");

    private final FhirClient client;
    private final Searches searches;
    private final AtomicInteger searched = new AtomicInteger();

    RoundTrip(FhirClient client, Searches searches) {
        this.client = client;
        this.searches = searches;
    }

    /** How many searches by one parameter were made. */
    int searched() {
        return searched.get();
    }

    /** Stores an empty record in the place of each that examples refer to, as far as empty ones are taken. */
    void prepare(Collection<Example> examples) {
        var targets = examples.stream()
                .flatMap(example -> example.targets().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        var bundle = new Bundle().setType(BundleType.BATCH);
        for (var target : targets) {
            var parts = target.split("/", 2);
            IBaseResource record = FHIR.getResourceDefinition(parts[0]).newInstance();
            record.setId(parts[1]);
            bundle.addEntry()
                    .setResource((Resource) record)
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl(target);
        }
        client.transact(bundle).resource(Bundle.class);
    }

    /** What is not as it should be with the example; nothing if it came back, or was refused, as is known of it. */
    List<String> faults(Example example) {
        var text = example.text();
        var stored = client.send(
                "POST",
                "/" + example.type(),
                text,
                "Content-Type",
                example.format().mediaType() + "; charset=utf-8",
                "Accept",
                Format.JSON.mediaType());
        var refusal = KnownRefusal.of(example, Example.tree(example, text));
        if (stored.status() != 201) {
            return refusal.isPresent() && stored.status() >= 400 && stored.status() < 500
                    ? List.of()
                    : List.of(example + " is refused: " + shortened(stored.toString()));
        }
        if (refusal.isPresent()) {
            return List.of(example + " is stored, although " + refusal.get().reason());
        }
        var address =
                stored.headers().firstValue("Location").map(RoundTrip::address).orElseThrow();
        var faults = new ArrayList<String>();
        for (var format : Format.values()) {
            faults.addAll(compared(example, Example.tree(example, text), format, read(address, format)));
        }
        faults.addAll(notFound(example, read(address, Format.JSON)));
        if (OF_ONE_ADDRESS.contains(example.type())) {
            client.delete(address);
        }
        return faults;
    }

    private Answer read(String address, Format format) {
        return client.get(address, "Accept", format.mediaType());
    }

    private static String address(String location) {
        return URI.create(location).getPath().replaceFirst("/_history/.*", "").replaceFirst(".*(/[^/]+/[^/]+)$", "$1");
    }

    private static List<String> compared(Example example, JsonNode sent, Format format, Answer answer) {
        try {
            return Difference.between(Additions.without(sent), Additions.without(format.tree(answer.body()))).stream()
                    .map(each -> example + ", read in " + format + each)
                    .toList();
        } catch (IOException | RuntimeException unreadable) {
            return List.of(example + ", read in " + format + ": " + unreadable + " " + shortened(answer.toString()));
        }
    }

    /** Several parameters at a time; one at a time where that finds nothing. */
    private List<String> notFound(Example example, Answer answer) {
        var record = (Resource) FHIR.newJsonParser().parseResource(answer.body());
        List<Search> asked;
        synchronized (searches) {
            asked = searches.finding(record).stream()
                    .filter(search -> KnownSearch.of(search).isEmpty())
                    .toList();
        }
        searched.addAndGet(asked.size());
        var faults = new ArrayList<String>();
        for (var begin = 0; begin < asked.size(); begin += TOGETHER) {
            var some = asked.subList(begin, Math.min(begin + TOGETHER, asked.size()));
            if (find(record, some).isPresent()) {
                for (var search : some) {
                    find(record, List.of(search)).ifPresent(fault -> faults.add(example + ": " + search + fault));
                }
            }
        }
        return faults;
    }

    /** Why the record is not found; it is counted, for some are tens of megabytes. */
    private Optional<String> find(Resource record, List<Search> asked) {
        var id = record.getIdElement().getIdPart();
        var answer = client.get("/" + record.fhirType() + "?_summary=count&_id=" + id + "&"
                + asked.stream()
                        .map(search -> search.parameter().getCode() + "=" + URLEncoder.encode(search.value(), UTF_8))
                        .collect(Collectors.joining("&")));
        if (answer.status() != 200) {
            return Optional.of(" is refused: " + shortened(answer.toString()));
        }
        return answer.resource(Bundle.class).getTotal() == 1 ? Optional.empty() : Optional.of(" does not find it");
    }

    private static String shortened(String text) {
        return text.length() > 400 ? text.substring(0, 400) + "..." : text;
    }
}
