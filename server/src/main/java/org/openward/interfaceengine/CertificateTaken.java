package org.openward.interfaceengine;

import org.openward.fhir.Refusal;

/** Two analyzers cannot show the same client certificate. */
class CertificateTaken extends Refusal {
    private static final long serialVersionUID = 1L;

    CertificateTaken() {
        super(
                Kind.RULE,
                "Another analyzer is recognised by this client certificate, and a certificate belongs to one analyzer only."
                        + " Remove it there first, or issue a certificate of its own to this one.");
    }
}
