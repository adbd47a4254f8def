package org.openward.fhir.documents;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * A composition with every record that it names, itself first (FHIR R4, 3.3.1).
 *
 * @param records finds a record as the one who asks may see it
 * @param base the address that the document comes from
 */
record DocumentOf(Composition composition, Function<IdType, Optional<Resource>> records, String base) {
    /**
     * The document.
     *
     * @throws DocumentRefused if one of the records is not here
     */
    Bundle asOf(Instant moment) {
        var document = new Bundle()
                .setType(Bundle.BundleType.DOCUMENT)
                .setIdentifier(
                        new Identifier().setSystem("urn:ietf:rfc:3986").setValue("urn:uuid:" + UUID.randomUUID()))
                .setTimestamp(Date.from(moment));
        add(document, composition);
        named().values().forEach(each -> add(document, each));
        return document;
    }

    private void add(Bundle document, Resource record) {
        document.addEntry()
                .setFullUrl(base + "/"
                        + record.getIdElement().toUnqualifiedVersionless().getValue())
                .setResource(record);
    }

    private Map<String, Resource> named() {
        var named = new LinkedHashMap<String, Resource>();
        references(composition)
                .map(reference -> new IdType(reference.getReference()))
                .filter(id -> id.hasIdPart() && id.hasResourceType() && !id.isAbsolute())
                .forEach(id ->
                        named.computeIfAbsent(id.toUnqualifiedVersionless().getValue(), any -> record(id)));
        named.remove(composition.getIdElement().toUnqualifiedVersionless().getValue());
        return named;
    }

    private Resource record(IdType id) {
        return records.apply(id).orElseThrow(() -> DocumentRefused.incomplete(id.getValue()));
    }

    private static Stream<Reference> references(Base element) {
        return element.children().stream()
                .map(Property::getValues)
                .flatMap(List::stream)
                .flatMap(value -> value instanceof Reference reference ? Stream.of(reference) : references(value));
    }
}
