/** Corrects how HAPI searches: dates, pages, and what a caller may find at all. */
@NullMarked
@NamedInterface("search")
package org.openward.fhir.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
