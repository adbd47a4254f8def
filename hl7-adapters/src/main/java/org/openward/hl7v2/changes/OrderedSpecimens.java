package org.openward.hl7v2.changes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.ContainerMapping;

/** Puts each specimen once, however many orders it serves. */
final class OrderedSpecimens {
    private final Reader reader;
    private final Set<BusinessIdentity> put = new HashSet<>();

    OrderedSpecimens(Reader reader) {
        this.reader = reader;
    }

    Optional<String> put(Segment sent, List<Segment> containers) {
        List<String> tubes = containers.stream()
                .map(each -> each.field(3).subcomponent(1, 1))
                .filter(each -> !each.isEmpty())
                .toList();
        String own = sent.field(2).subcomponent(1, 1).isEmpty()
                ? sent.field(2).subcomponent(2, 1)
                : sent.field(2).subcomponent(1, 1);
        String id = tubes.isEmpty() ? own : tubes.get(0);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        BusinessIdentity identity = BusinessIdentity.of(reader.system("specimen"), List.of(id));
        if (put.add(identity)) {
            Specimen specimen = new Specimen();
            specimen.addIdentifier(identity.identifier());
            reader.concept(sent, 4).ifPresent(specimen::setType);
            reader.time(sent, 17).ifPresent(time -> specimen.getCollection().setCollected(time));
            reader.concept(sent, 8).ifPresent(site -> specimen.getCollection().setBodySite(site));
            new ContainerMapping(reader.reading()).addTo(specimen, containers);
            reader.put(specimen, identity);
        }
        return Optional.of(identity.link());
    }

    /** OBR-15 of senders that send no SPM. */
    Optional<String> described(Segment request) {
        return reader.concept(request, 15).map(CodeableConcept::getText).filter(text -> !text.isEmpty());
    }
}
