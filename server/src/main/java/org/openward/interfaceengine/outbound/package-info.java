/** The way out to other systems and analyzers: writes what they are to be told as HL7 v2 messages and sends it until they have it. */
@NullMarked
package org.openward.interfaceengine.outbound;

import org.jspecify.annotations.NullMarked;
