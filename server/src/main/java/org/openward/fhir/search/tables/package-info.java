/** Corrects what HAPI asks of each table of its search index. */
@NullMarked
package org.openward.fhir.search.tables;

import org.jspecify.annotations.NullMarked;
