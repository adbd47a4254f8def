package org.openward.interfaceengine.places;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenContainerComponent;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.hl7v2.law.TubePlace;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;
import org.openward.profiles.Systems;

/** Sees every Specimen that says where its tubes stand, whoever writes it. */
@FhirGuard
@Interceptor
class TubeWatch {
    private static final int LONGEST = 200;
    private static final String NUMBERED_BY_DEVICE = Systems.ROOT + "device/";

    private final TubePlaces places;

    TubeWatch(TubePlaces places) {
        this.places = places;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        if (created instanceof Specimen specimen && isPlaced(specimen)) {
            enter(specimen);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource after) {
        if (after instanceof Specimen specimen
                && (isPlaced(specimen) || !(before instanceof Specimen known) || isPlaced(known))) {
            enter(specimen);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof Specimen specimen) {
            places.remove(specimen.getIdElement().getIdPart());
        }
    }

    private void enter(Specimen specimen) {
        places.enter(specimen.getIdElement().getIdPart(), tubes(specimen));
    }

    private static boolean isPlaced(Specimen specimen) {
        return specimen.getContainer().stream()
                .anyMatch(container -> container.hasExtension(Extensions.CONTAINER_PLACE));
    }

    private static List<PlacedTube> tubes(Specimen specimen) {
        var tubes = new ArrayList<PlacedTube>();
        if (specimen.hasStatus() && specimen.getStatus() != SpecimenStatus.AVAILABLE) {
            return tubes;
        }
        for (var container : specimen.getContainer()) {
            var place = place(container);
            if (place.isKnown()) {
                number(container, specimen)
                        .map(number ->
                                new PlacedTube(number, specimen.getIdElement().getIdPart(), place))
                        .filter(TubeWatch::isLegible)
                        .ifPresent(tubes::add);
            }
        }
        return tubes;
    }

    private static TubePlace place(SpecimenContainerComponent container) {
        var said = container.getExtensionByUrl(Extensions.CONTAINER_PLACE);
        return said == null
                ? TubePlace.UNKNOWN
                : new TubePlace(
                        part(said, LaboratoryParts.CARRIER),
                        part(said, LaboratoryParts.CARRIER_POSITION),
                        part(said, LaboratoryParts.TRAY),
                        part(said, LaboratoryParts.TRAY_POSITION));
    }

    private static String part(Extension place, String part) {
        return place.getExtensionsByUrl(part).stream()
                .filter(said -> said.getValue() instanceof StringType text && text.hasValue())
                .map(said -> said.getValue().primitiveValue())
                .findFirst()
                .orElse("");
    }

    /** What is longer is written on no tube and on no rack. */
    private static boolean isLegible(PlacedTube tube) {
        var place = tube.place();
        return Stream.of(tube.number(), place.carrier(), place.carrierPosition(), place.tray(), place.trayPosition())
                .allMatch(text -> text.length() <= LONGEST);
    }

    /** Its own, else that of the specimen if it is all in this tube; an analyzer's own number of the specimen is on no tube. */
    private static Optional<String> number(SpecimenContainerComponent container, Specimen specimen) {
        var ofSpecimen = specimen.getContainer().size() > 1
                ? Stream.<Identifier>empty()
                : Stream.concat(
                        Stream.of(specimen.getAccessionIdentifier()),
                        specimen.getIdentifier().stream().filter(number -> !String.valueOf(number.getSystem())
                                .startsWith(NUMBERED_BY_DEVICE)));
        return Stream.concat(container.getIdentifier().stream(), ofSpecimen)
                .filter(Identifier::hasValue)
                .map(Identifier::getValue)
                .findFirst();
    }
}
