package org.openward.fhir.bulk.export;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Other names for records, and by how many days dates are moved: the same throughout an export, and not to be guessed without its key. */
final class Pseudonyms {
    private static final String HMAC = "HmacSHA256";
    private static final int LENGTH = 32;
    private static final int DAYS = 365;

    private final SecretKeySpec key;

    Pseudonyms(Deidentified deidentified) {
        this.key = new SecretKeySpec(HexFormat.of().parseHex(deidentified.key()), HMAC);
    }

    /** @param record such as {@code Patient/12} */
    String of(String record) {
        return HexFormat.of().formatHex(mac("name/" + record)).substring(0, LENGTH);
    }

    /** By how many days the dates of that patient are earlier, from 1 to 365. */
    int daysOf(String patient) {
        return 1 + Math.floorMod(ByteBuffer.wrap(mac("days/" + patient)).getInt(), DAYS);
    }

    private byte[] mac(String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC with SHA-256.", impossible);
        }
    }
}
