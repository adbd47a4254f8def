package org.openward.notifications.carriers;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.carriers.NotDelivered.Hope;
import org.openward.notifications.terms.MailSettings;
import org.openward.notifications.terms.MailSettings.Protection;
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
    private final Clock clock;

    Mail(MailSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
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
            var session = Session.getInstance(properties(patience));
            var message = message(session, address, letter);
            try (var transport = session.getTransport("smtp")) {
                transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
                transport.sendMessage(message, message.getAllRecipients());
            }
        } catch (MessagingException failure) {
            // Without its text, which may quote the address or the message.
            throw new NotDelivered(Hope.LATER, "The mail server did not take the message.");
        }
    }

    private MimeMessage message(Session session, String address, Letter letter) throws MessagingException {
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress(settings.from()));
        message.setRecipient(RecipientType.TO, new InternetAddress(address, true));
        message.setSubject(SUBJECT, StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        var mediaType = letter.mediaType();
        if (mediaType == null) {
            message.setText(TEXT, StandardCharsets.UTF_8.name());
        } else {
            message.setContent(new MimeMultipart(text(), attachment(mediaType, letter.body())));
        }
        message.saveChanges();
        return message;
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

    private Properties properties(Duration patience) {
        var properties = new Properties();
        var millis = String.valueOf(patience.toMillis());
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.auth", String.valueOf(isKnown(settings.user())));
        properties.put("mail.smtp.ssl.enable", String.valueOf(settings.protection() == Protection.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", String.valueOf(settings.protection() == Protection.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(settings.protection() == Protection.STARTTLS));
        return properties;
    }

    private static boolean isKnown(@Nullable String user) {
        return user != null && !user.isBlank();
    }
}
