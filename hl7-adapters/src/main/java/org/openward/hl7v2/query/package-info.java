/** Analyzers that ask by HL7 v2 what to do with a tube and are told at once, on the same connection. */
@NullMarked
package org.openward.hl7v2.query;

import org.jspecify.annotations.NullMarked;
