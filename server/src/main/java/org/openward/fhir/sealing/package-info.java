/**
 * Identity numbers that the database holds encrypted only: in the texts of records, in what searches look at, and in copies of either.
 * Whoever reads records through this server has them in clear; whoever has a copy of the database has not.
 */
@NullMarked
@NamedInterface("sealing")
package org.openward.fhir.sealing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
