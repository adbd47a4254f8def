package org.openward.interfaceengine;

import org.openward.hl7v2.Acknowledgements;
import org.openward.interfaceengine.outbound.WorkQueries;

/** What senders are answered with: queries by what they ask, everything else by an acknowledgement. */
record Answers(Acknowledgements acknowledgements, WorkQueries queries) {}
