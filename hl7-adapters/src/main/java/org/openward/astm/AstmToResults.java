package org.openward.astm;

import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.devices.ResultConventions;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;

/**
 * Reads an ASTM message as laboratory results, by the same rules as an HL7 v2 result message.
 *
 * <p>Every R record becomes an observation or is accounted for; places in the answer name records and their fields.
 */
public final class AstmToResults {
    private final OruToResults mapping;

    public AstmToResults(CodeTranslation translation) {
        this.mapping = new OruToResults(translation);
    }

    public LaboratoryResults map(AstmMessage message, DeviceProfile profile, AstmConventions conventions) {
        ResultConventions habits = profile.conventions();
        Hl7Message said = new ResultSegments(message, conventions, habits).said();
        // The component that is the value has been chosen already.
        return mapping.map(said, profile.with(habits.withValueComponent(0)));
    }
}
