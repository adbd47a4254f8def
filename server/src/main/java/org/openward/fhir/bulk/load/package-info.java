/** Brings records into the hospital from files elsewhere, each as if its submitter had written it himself. */
@NullMarked
package org.openward.fhir.bulk.load;

import org.jspecify.annotations.NullMarked;
