package org.openward.notifications.carriers;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.openward.notifications.carriers.NotDelivered.Hope;
import org.openward.notifications.terms.MailSettings;
import org.openward.notifications.terms.Terms;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Hands letters to the hospital's mail server; it acknowledges when it has taken them. What was sent stands in an attachment. */
@Component
@EnableConfigurationProperties(MailSettings.class)
class Mail implements Carrier {
    private static final String SUBJECT = "News from the hospital";
    private static final String TEXT = "There is something new that this address is subscribed to.\n";

    private final MailSettings settings;
    private final MailServer server;

    Mail(MailSettings settings, Clock clock) {
        this.settings = settings;
        this.server = new MailServer(settings, clock);
    }

    @Override
    public Terms.Kind kind() {
        return Terms.Kind.EMAIL;
    }

    @Override
    public String way(Terms terms) {
        return "mail";
    }

    @Override
    public void carry(Terms terms, Letter letter, Duration patience) throws NotDelivered {
        var address = Terms.mailbox(Objects.requireNonNull(terms.channel().endpoint()));
        if (!settings.sendsTo(address)) {
            throw new NotDelivered(Hope.NEVER, "This server sends no mail there any more.");
        }
        try {
            server.send(address, SUBJECT, message -> write(letter, message), patience);
        } catch (MessagingException failure) {
            // Without its text, which may quote the address or the message.
            throw new NotDelivered(Hope.LATER, "The mail server did not take the message.");
        }
    }

    private static void write(Letter letter, MimeMessage message) throws MessagingException {
        var mediaType = letter.mediaType();
        if (mediaType == null) {
            message.setText(TEXT, StandardCharsets.UTF_8.name());
        } else {
            message.setContent(new MimeMultipart(text(), attachment(mediaType, letter.body())));
        }
    }

    private static MimeBodyPart text() throws MessagingException {
        var text = new MimeBodyPart();
        text.setText(TEXT, StandardCharsets.UTF_8.name());
        return text;
    }

    private static MimeBodyPart attachment(String mediaType, String body) throws MessagingException {
        var attachment = new MimeBodyPart();
        attachment.setDataHandler(new DataHandler(new ByteArrayDataSource(
                body.getBytes(StandardCharsets.UTF_8), mediaType.split(";", 2)[0])));
        attachment.setFileName(mediaType.contains("xml") ? "notification.xml" : "notification.json");
        return attachment;
    }
}
