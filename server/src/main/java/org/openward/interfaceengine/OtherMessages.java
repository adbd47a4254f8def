package org.openward.interfaceengine;

import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.interfaceengine.controls.ControlRuns;
import org.openward.interfaceengine.gauges.LineMeters;
import org.openward.interfaceengine.origins.ChangeOrigins;
import org.openward.interfaceengine.outbound.WorkQueries;

/**
 * Who deals with what is no patient's result.
 *
 * @param origins hears whose message makes the changes of a transaction
 * @param meters count what is put aside
 */
record OtherMessages(
        WorkQueries queries, ChangeDesk changes, ChangeOrigins origins, ControlRuns controls, LineMeters meters) {}
