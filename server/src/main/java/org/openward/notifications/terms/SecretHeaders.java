package org.openward.notifications.terms;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.terms.Terms.Secret;
import org.openward.security.outbound.OutboundPolicy;

/**
 * Takes the values of a receiver's headers out of the Subscription, where everybody who may read it would see them. What is
 * shown instead may be sent back to keep a value, but not together with another receiver.
 */
final class SecretHeaders {
    private static final int MOST = 20;
    private static final Pattern SHOWN = Pattern.compile("\\(kept secret [0-9a-f]{12}\\)");

    private final OutboundPolicy policy;

    SecretHeaders(OutboundPolicy policy) {
        this.policy = policy;
    }

    /** Gives the headers with their values, and leaves only what may be shown in the channel. */
    List<Secret> takeFrom(SubscriptionChannelComponent channel, @Nullable Terms before) {
        if (channel.getHeader().size() > MOST) {
            throw SubscriptionRefused.because("A subscription has at most " + MOST + " headers.");
        }
        var secrets = new ArrayList<Secret>();
        for (var header : channel.getHeader()) {
            secrets.add(read(header, channel.getEndpoint(), before));
        }
        channel.setHeader(secrets.stream()
                .map(secret -> new StringType(secret.toString()))
                .toList());
        return secrets;
    }

    private Secret read(StringType header, @Nullable String endpoint, @Nullable Terms before) {
        var line = Objects.requireNonNullElse(header.getValue(), "");
        var colon = line.indexOf(':');
        if (colon < 1) {
            throw SubscriptionRefused.because("A header is written as Name: value.");
        }
        var name = line.substring(0, colon).strip();
        var value = line.substring(colon + 1).strip();
        if (SHOWN.matcher(value).matches()) {
            return kept(name, value, endpoint, before);
        }
        policy.objectionToHeader(name, value).ifPresent(objection -> {
            throw SubscriptionRefused.because(objection);
        });
        var mark = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        return new Secret(name, value, "(kept secret " + mark + ")");
    }

    private static Secret kept(String name, String shown, @Nullable String endpoint, @Nullable Terms before) {
        if (before == null
                || !receiver(endpoint).equals(receiver(before.channel().endpoint()))) {
            throw SubscriptionRefused.because("The value of the header " + name
                    + " must be given anew, since the receiver is not the one that it was given for.");
        }
        return before.channel().headers().stream()
                .filter(secret -> secret.name().equals(name) && secret.shown().equals(shown))
                .findFirst()
                .orElseThrow(() -> SubscriptionRefused.because(
                        "The value of the header " + name + " is not known any more; give it anew."));
    }

    /** Scheme, host and port: who hears what is sent there. */
    private static String receiver(@Nullable String endpoint) {
        if (endpoint == null) {
            return "";
        }
        try {
            var address = URI.create(endpoint);
            return (address.getScheme() + "://" + address.getRawAuthority()).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException unreadable) {
            return endpoint;
        }
    }
}
