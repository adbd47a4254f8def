package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.datatypes.Findings;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.Accounting.LeftOut;
import org.openward.hl7v2.results.Accounting.Reason;

/**
 * Reads an unsolicited result message (ORU^R01, R30 to R32, OUL^R22 to R24) as laboratory results.
 *
 * <p>The same message, profile and translation always give the same results; nothing is looked up or stored.
 */
public final class OruToResults {
    private final CodeTranslation translation;

    public OruToResults(CodeTranslation translation) {
        this.translation = translation;
    }

    public LaboratoryResults map(Hl7Message message, DeviceProfile profile) {
        return new Mapping(message, new Reading(profile, translation, new Findings())).map();
    }

    /** The reading of one message. */
    private static final class Mapping {
        private final Hl7Message message;
        private final Reading reading;
        private final SpecimenMapping specimens;
        private final List<LeftOut> leftOut = new ArrayList<>();
        private final Map<BusinessIdentity, Integer> occurrences = new HashMap<>();

        Mapping(Hl7Message message, Reading reading) {
            this.message = message;
            this.reading = reading;
            this.specimens = new SpecimenMapping(reading);
        }

        LaboratoryResults map() {
            reading.findings().remarkLosses(message);
            MessageWalk walk = MessageWalk.through(message);
            walk.looseResults().forEach(each -> leftOut.add(new LeftOut(each.place(0), Reason.NO_ORDER)));
            walk.ofPatients().forEach(each -> leftOut.add(new LeftOut(each.place(0), Reason.OF_PATIENT)));
            List<LaboratoryReport> reports =
                    walk.orders().stream().map(this::report).toList();
            new ParentLinks(reading.profile(), message.header(), walk.orders(), reports).add();
            int observations = reports.stream()
                    .mapToInt(each -> each.resources().results().size())
                    .sum();
            Accounting accounting = new Accounting(message.segments("OBX").size(), observations, leftOut);
            Findings findings = reading.findings();
            return new LaboratoryResults(
                    message.header(),
                    reports,
                    accounting,
                    walk.aside().stream().map(each -> each.place(0)).toList(),
                    findings.unmapped(),
                    findings.remarks());
        }

        private LaboratoryReport report(OrderGroup order) {
            SampleIdentity sample =
                    SampleIdentity.of(order, reading.profile().sample().position());
            ReportKeys keys = new ReportKeys(reading.profile(), message.header(), order, sample);
            BusinessIdentity identity = identity(keys, order);
            ReportMapping mapping = new ReportMapping(reading, message.header(), order);
            List<Specimen> taken = specimens.specimens(order, keys, sample, identity);
            return new LaboratoryReport(
                    new PatientReading(reading.times()).read(order.patient(), order.visit()),
                    mapping.numbers(),
                    sample,
                    Purpose.of(
                            message.header(),
                            order,
                            sample,
                            reading.profile().sample().controls()),
                    mapping.map(identity, taken, new ResultMapping(reading, keys, identity, specimens, leftOut)));
        }

        private BusinessIdentity identity(ReportKeys keys, OrderGroup order) {
            BusinessIdentity identity = keys.report();
            int occurrence = occurrences.merge(identity, 1, Integer::sum);
            if (occurrence == 1) {
                return identity;
            }
            reading.findings()
                    .remark(
                            Remark.Kind.REPEATED_REPORT,
                            order.request().place(3),
                            "Several orders of the message have the same numbers and panel");
            return identity.numbered(occurrence);
        }
    }
}
