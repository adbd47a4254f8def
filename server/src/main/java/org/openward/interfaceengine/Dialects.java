package org.openward.interfaceengine;

import java.nio.charset.Charset;
import org.openward.hl7v2.Transmission;
import org.openward.interfaceengine.Analyzer.Dialect;

/** How an analyzer's description reads in the words of the HL7 adapters. */
final class Dialects {
    private Dialects() {}

    static Transmission transmission(Dialect dialect) {
        var characters = dialect.characterSet();
        return characters == null
                ? Transmission.STANDARD
                : Transmission.STANDARD.withFallback(Charset.forName(characters));
    }
}
