package org.openward.notifications.terms;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Definitions;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The topics that the package publishes, read when the first one is asked for. */
@Component
public class Topics {
    private final SingletonSupplier<Map<String, Topic>> published;

    Topics(FhirContext context) {
        this.published = SingletonSupplier.of(() -> read(new Definitions(context)));
    }

    /** The topic of that canonical name, with or without a version behind it. */
    public Optional<Topic> find(String canonical) {
        var url = canonical.split("\\|", 2)[0];
        return Optional.ofNullable(published.obtain().get(url));
    }

    public Collection<Topic> all() {
        return published.obtain().values();
    }

    private static Map<String, Topic> read(Definitions definitions) {
        var topics = new LinkedHashMap<String, Topic>();
        definitions.subscriptionTopics().stream().map(Topics::read).forEach(topic -> topics.put(topic.url(), topic));
        return topics;
    }

    private static Topic read(String json) {
        try {
            return topic(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A published topic cannot be read.", unreadable);
        }
    }

    /** A topic of ours has one trigger. */
    private static Topic topic(JsonNode topic) {
        var trigger = topic.path("resourceTrigger").path(0);
        var query = trigger.path("queryCriteria");
        var type = trigger.path("resource").asText();
        return new Topic(
                topic.path("url").asText(),
                topic.path("title").asText(),
                type,
                texts(trigger.path("supportedInteraction")),
                search(type, query.path("previous")),
                search(type, query.path("current")),
                query.path("resultForCreate").asText().equals("test-fails")
                        ? Topic.OnCreate.FAILS
                        : Topic.OnCreate.PASSES,
                topic.path("canFilterBy").findValuesAsText("filterParameter"));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static @Nullable String search(String type, JsonNode query) {
        return query.isMissingNode() ? null : type + "?" + query.asText();
    }
}
