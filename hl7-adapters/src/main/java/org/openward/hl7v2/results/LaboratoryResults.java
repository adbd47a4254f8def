package org.openward.hl7v2.results;

import java.util.List;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Unmapped;

/**
 * Everything one result message says.
 *
 * @param aside the segments that have no place in a report, such as Z segments; the stored message keeps them
 */
public record LaboratoryResults(
        MessageHeader header,
        List<LaboratoryReport> reports,
        Accounting accounting,
        List<Place> aside,
        List<Unmapped> unmapped,
        List<Remark> remarks) {}
