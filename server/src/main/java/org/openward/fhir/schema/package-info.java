/** The tables of the FHIR store: made and migrated by HAPI's own migrator, tuned for PostgreSQL by us. */
@NullMarked
package org.openward.fhir.schema;

import org.jspecify.annotations.NullMarked;
