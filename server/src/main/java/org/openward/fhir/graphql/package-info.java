/** GraphQL over the hospital's records ({@code $graphql}, FHIR R4, 3.1.6): one question that follows references, answered in one go. */
@NullMarked
package org.openward.fhir.graphql;

import org.jspecify.annotations.NullMarked;
