package org.openward.notifications.carriers;

import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.openward.identity.letters.LetterNotTaken;
import org.openward.identity.letters.Letterbox;
import org.openward.identity.letters.PersonalLetter;
import org.openward.notifications.terms.MailSettings;
import org.springframework.stereotype.Component;

/**
 * Takes letters to one person to the mail server that subscribers are told by. To whom they may go is not asked: the address is the
 * hospital's own knowledge, and no client has named it for the letter.
 */
@Component
class PersonalMail implements Letterbox {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MailSettings settings;
    private final MailServer server;

    PersonalMail(MailSettings settings, Clock clock) {
        this.settings = settings;
        this.server = new MailServer(settings, clock);
    }

    @Override
    public boolean isOpen() {
        return settings.host() != null;
    }

    @Override
    public void post(PersonalLetter letter) throws LetterNotTaken {
        if (!isOpen()) {
            throw new LetterNotTaken("This server sends no mail.");
        }
        try {
            server.send(
                    letter.address(),
                    letter.subject(),
                    message -> message.setText(letter.text(), StandardCharsets.UTF_8.name()),
                    PATIENCE);
        } catch (MessagingException failure) {
            // Without its text, which may quote the address or the message.
            throw new LetterNotTaken("The mail server did not take the message.");
        }
    }
}
