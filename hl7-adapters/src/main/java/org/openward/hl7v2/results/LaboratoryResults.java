package org.openward.hl7v2.results;

import java.util.List;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Unmapped;

/** Everything one result message says. */
public record LaboratoryResults(
        MessageHeader header,
        List<LaboratoryReport> reports,
        Accounting accounting,
        List<Unmapped> unmapped,
        List<Remark> remarks) {}
