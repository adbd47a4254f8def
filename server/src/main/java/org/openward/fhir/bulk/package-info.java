/**
 * FHIR Bulk Data: takes many records out as files, and brings many in. Jobs, their files and whose turn it is are rows, so that any
 * server goes on where another stopped.
 */
@NullMarked
@NamedInterface("bulk")
package org.openward.fhir.bulk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
