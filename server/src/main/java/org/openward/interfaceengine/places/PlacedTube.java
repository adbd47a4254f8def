package org.openward.interfaceengine.places;

import org.openward.hl7v2.law.TubePlace;

/**
 * A tube that stands somewhere.
 *
 * @param number what is written on it
 * @param specimen id of the Specimen that says so
 */
public record PlacedTube(String number, String specimen, TubePlace place) {}
