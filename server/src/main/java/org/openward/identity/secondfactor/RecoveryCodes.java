package org.openward.identity.secondfactor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Codes on paper, each good for one time in place of the app's. Its writes belong to the transaction of whoever decided them. */
final class RecoveryCodes {
    private static final int COUNT = 10;
    private static final int GROUPS = 4;
    private static final int GROUP = 4;

    /** Without letters and digits that look alike. */
    private static final String SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;

    RecoveryCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** New codes for that person instead of all others, shown this once. */
    List<String> renew(String userName) {
        jdbc.sql("delete from identity.recovery_code where user_name = ?")
                .param(userName)
                .update();
        var codes = new ArrayList<String>();
        while (codes.size() < COUNT) {
            var code = random();
            codes.add(code);
            jdbc.sql("insert into identity.recovery_code (user_name, code_hash) values (?, ?)")
                    .params(userName, hash(code))
                    .update();
        }
        return codes;
    }

    /** Uses that code up; false when it is none of that person's, or was used. */
    boolean redeem(String userName, String code) {
        return jdbc.sql("delete from identity.recovery_code where user_name = ? and code_hash = ?")
                        .params(userName, hash(code))
                        .update()
                == 1;
    }

    private String random() {
        var code = new StringBuilder();
        for (int place = 0; place < GROUPS * GROUP; place++) {
            if (place > 0 && place % GROUP == 0) {
                code.append('-');
            }
            code.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return code.toString();
    }

    private static byte[] hash(String code) {
        var plain = code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        try {
            return MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }
}
