package org.openward.security.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which addresses the server may be sent to by those who are not its masters: the open Internet over TLS, and what the
 * hospital allows by name or range.
 */
public final class OutboundPolicy {
    private static final int HIGHEST_PORT = 65_535;
    private static final String INSIDE =
            "The address is inside this server's own network, where it sends nothing unless the "
                    + "setting openward.outbound.allow names it.";
    private static final int LONGEST_ADDRESS = 2_000;
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]+]|[^:\\s/]+)(?::(\\d{1,5}))?");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8000}");

    /** What frames the message or speaks for this server is not for others to say. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    private static final List<String> OWN_HEADERS_BEGIN = List.of("proxy-", "x-forwarded-", "sec-");

    private final Set<String> names = new HashSet<>();
    private final List<AddressRange> ranges;

    OutboundPolicy(List<String> allow) {
        this.ranges = allow.stream()
                .map(String::strip)
                .filter(entry -> entry.contains("/"))
                .map(AddressRange::of)
                .toList();
        allow.stream().map(String::strip).filter(entry -> !entry.contains("/")).forEach(this::allowName);
    }

    private void allowName(String entry) {
        var parts = HOST_AND_PORT.matcher(entry);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + entry + "' is no host, no host with a port and no range such as 10.1.0.0/16.");
        }
        names.add(
                parts.group(2) == null
                        ? plain(parts.group(1))
                        : named(parts.group(1), Integer.parseInt(parts.group(2))));
    }

    /** Why a request must not go there, in words for the client who gave the address; what a name leads to shows later. */
    public Optional<String> objectionTo(String address) {
        try {
            return address.length() > LONGEST_ADDRESS
                    ? Optional.of("The address is too long.")
                    : objectionTo(new URI(address));
        } catch (URISyntaxException unreadable) {
            return Optional.of("The address cannot be read.");
        }
    }

    private Optional<String> objectionTo(URI address) {
        var scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (address.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            return Optional.of("The address is no web address such as https://receiver.example.org/fhir.");
        }
        if (address.getRawUserInfo() != null || address.getPort() > HIGHEST_PORT || address.getPort() == 0) {
            return Optional.of("The address has a user or an impossible port in it; leave them out.");
        }
        var allowed = isAllowedByName(address.getHost(), port(address));
        if (!isReachable(plain(address.getHost()), port(address))) {
            return Optional.of(INSIDE);
        }
        return scheme.equals("https") || allowed || isInRange(plain(address.getHost()))
                ? Optional.empty()
                : Optional.of("The address must begin with https, unless the setting openward.outbound.allow names its "
                        + "host.");
    }

    /** Whether what is said on a connection can be read on the way. */
    public enum Protection {
        PLAIN,
        TLS
    }

    /** Why no connection must be made to that host, in words for the client who gave it; what a name leads to shows later. */
    public Optional<String> objectionTo(String host, int port, Protection protection) {
        var name = plain(host);
        if (!isReachable(name, port)) {
            return Optional.of(INSIDE);
        }
        var allowed = isAllowedByName(name, port) || isInRange(name);
        return protection == Protection.TLS || allowed
                ? Optional.empty()
                : Optional.of(
                        "The connection must be protected by TLS, unless the setting openward.outbound.allow names "
                                + "its host.");
    }

    /** Why a header must not be sent along, in words for the client who gave it; never with its value. */
    public Optional<String> objectionToHeader(String name, String value) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (!HEADER_NAME.matcher(name).matches()) {
            return Optional.of("A header has no readable name.");
        }
        if (OWN_HEADERS.contains(lower) || OWN_HEADERS_BEGIN.stream().anyMatch(lower::startsWith)) {
            return Optional.of("The header " + name + " is the server's own.");
        }
        return HEADER_VALUE.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("The value of the header " + name + " is too long or has characters that no header has.");
    }

    /** Whether a connection to that very address may be made, asked when the name has been looked up. */
    boolean permits(String host, int port, InetAddress address) {
        if (InnerNetwork.isMetadata(address)) {
            return false;
        }
        return !InnerNetwork.contains(address)
                || isAllowedByName(host, port)
                || ranges.stream().anyMatch(range -> range.contains(address));
    }

    private boolean isAllowedByName(String host, int port) {
        return names.contains(plain(host)) || names.contains(named(host, port));
    }

    private boolean isReachable(String host, int port) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return isAllowedByName(host, port);
        }
        return !AddressRange.isLiteral(host)
                || literal(host).filter(address -> permits(host, port, address)).isPresent();
    }

    private boolean isInRange(String host) {
        return AddressRange.isLiteral(host)
                && literal(host)
                        .filter(address -> ranges.stream().anyMatch(range -> range.contains(address)))
                        .isPresent();
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    private static int port(URI address) {
        if (address.getPort() > 0) {
            return address.getPort();
        }
        return "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443;
    }

    private static String named(String host, int port) {
        return plain(host) + " " + port;
    }

    /** Without the brackets of IPv6 and the dot at the end of a full name. */
    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        var inner = lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
        return inner.endsWith(".") ? inner.substring(0, inner.length() - 1) : inner;
    }
}
