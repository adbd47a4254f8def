/** The records of ASTM E1394 (CLSI LIS02-A2): analyzers' results read into the model of HL7 v2 results, their queries, and the answers to these. */
@NullMarked
package org.openward.astm;

import org.jspecify.annotations.NullMarked;
