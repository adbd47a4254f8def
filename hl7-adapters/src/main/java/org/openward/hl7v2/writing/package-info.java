/** Records of the hospital written as HL7 v2 messages for other systems: results, patients and their visits, charges. */
@NullMarked
package org.openward.hl7v2.writing;

import org.jspecify.annotations.NullMarked;
