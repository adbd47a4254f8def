/** The data types of HL7 v2 read as data types of FHIR R4, with every doubt recorded instead of guessed away. */
@NullMarked
package org.openward.hl7v2.datatypes;

import org.jspecify.annotations.NullMarked;
