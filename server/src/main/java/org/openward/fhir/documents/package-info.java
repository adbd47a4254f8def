/** Documents made of the hospital's records, and found among them: the patient summary, a composition with all that it names, the list of a patient's documents. */
@NullMarked
package org.openward.fhir.documents;

import org.jspecify.annotations.NullMarked;
