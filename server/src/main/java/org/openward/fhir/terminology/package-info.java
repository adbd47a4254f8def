/**
 * Codes and value sets as FHIR's terminology operations, searches and validation ask for them. HAPI answers them from a full-text index,
 * which OpenWard does not keep: without one, {@code $expand} of a stored value set and {@code $subsumes} fail.
 */
@NullMarked
package org.openward.fhir.terminology;

import org.jspecify.annotations.NullMarked;
