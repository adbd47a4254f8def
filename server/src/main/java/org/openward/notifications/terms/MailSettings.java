package org.openward.notifications.terms;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server that notifications are handed to, and who may get mail.
 *
 * @param host without it the server sends no mail
 * @param recipients domains, and whole addresses, that may be written to; nobody else may
 */
@ConfigurationProperties("openward.subscriptions.mail")
public record MailSettings(
        @Nullable String host,
        @DefaultValue("587") int port,
        @DefaultValue("starttls") Protection protection,
        @Nullable String user,
        @Nullable String password,
        @Nullable String from,
        @DefaultValue List<String> recipients) {
    /** How the connection to the mail server is protected. */
    public enum Protection {
        STARTTLS,
        TLS,
        NONE
    }

    public MailSettings {
        recipients = List.copyOf(recipients);
        if (host != null && from == null) {
            throw new IllegalArgumentException("Mail needs a sender: openward.subscriptions.mail.from.");
        }
    }

    public boolean sendsTo(String address) {
        var domain = address.substring(address.indexOf('@') + 1);
        return host != null
                && recipients.stream()
                        .map(allowed -> allowed.toLowerCase(Locale.ROOT))
                        .anyMatch(allowed -> allowed.equals(domain.toLowerCase(Locale.ROOT))
                                || allowed.equals(address.toLowerCase(Locale.ROOT)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
