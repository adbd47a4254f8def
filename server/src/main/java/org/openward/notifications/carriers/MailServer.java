package org.openward.notifications.carriers;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.terms.MailSettings;
import org.openward.notifications.terms.MailSettings.Protection;

/** The hospital's mail server; it acknowledges when it has taken a message. */
final class MailServer {
    private final MailSettings settings;
    private final Clock clock;

    MailServer(MailSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What a message says. */
    @FunctionalInterface
    interface Content {
        void putInto(MimeMessage message) throws MessagingException;
    }

    /** Returns when the message was taken. */
    void send(String address, String subject, Content content, Duration patience) throws MessagingException {
        var session = Session.getInstance(properties(patience));
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress(settings.from()));
        message.setRecipient(RecipientType.TO, new InternetAddress(address, true));
        message.setSubject(subject, StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        content.putInto(message);
        message.saveChanges();
        try (var transport = session.getTransport("smtp")) {
            transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
            transport.sendMessage(message, message.getAllRecipients());
        }
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
