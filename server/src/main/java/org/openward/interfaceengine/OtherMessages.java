package org.openward.interfaceengine;

import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.interfaceengine.origins.ChangeOrigins;
import org.openward.interfaceengine.outbound.WorkQueries;

/**
 * Who deals with messages that bring no results.
 *
 * @param origins hears whose message makes the changes of a transaction
 */
record OtherMessages(WorkQueries queries, ChangeDesk changes, ChangeOrigins origins) {}
