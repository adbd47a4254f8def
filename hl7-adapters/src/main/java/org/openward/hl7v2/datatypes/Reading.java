package org.openward.hl7v2.datatypes;

import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;

/** Everything needed to read the values of one message: whose they are, what its codes mean, where doubts go. */
public record Reading(DeviceProfile profile, CodeTranslation translation, Findings findings) {
    public Numbers numbers() {
        return new Numbers(profile.conventions().decimalMark());
    }

    public Times times() {
        return new Times(profile.zone(), findings);
    }

    public Codes codes() {
        return new Codes(profile.namespace(), translation, findings);
    }

    public Units units() {
        return new Units(translation, findings);
    }
}
