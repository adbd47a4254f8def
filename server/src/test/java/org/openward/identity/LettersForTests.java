package org.openward.identity;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.openward.identity.letters.LetterNotTaken;
import org.openward.identity.letters.Letterbox;
import org.openward.identity.letters.PersonalLetter;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Keeps the letters of the shared hospital instead of sending them; one address refuses its first letter. */
@Component
@Primary
class LettersForTests implements Letterbox {
    static final String SLOW = "slow-";

    private static final Pattern CODE = Pattern.compile("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}");

    private final Map<String, PersonalLetter> taken = new ConcurrentHashMap<>();
    private final Map<String, Boolean> refused = new ConcurrentHashMap<>();

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void post(PersonalLetter letter) throws LetterNotTaken {
        if (letter.address().startsWith(SLOW) && refused.putIfAbsent(letter.address(), true) == null) {
            throw new LetterNotTaken("Not now.");
        }
        taken.put(letter.address(), letter);
    }

    boolean hasTaken(String address) {
        return taken.containsKey(address);
    }

    /** The code in the letter to that address, once it was sent. */
    String codeFor(String address) {
        var code = CODE.matcher(textFor(address));
        return code.find() ? code.group() : "";
    }

    /** What stands in the letter to that address, once it was sent. */
    String textFor(String address) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Optional.ofNullable(taken.get(address)), Optional::isPresent)
                .orElseThrow()
                .text();
    }
}
