package org.openward.security.outbound;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** All addresses that begin with the same bits, as 10.0.0.0/8 says it. */
public record AddressRange(BigInteger prefix, int bits, int length) {
    /** Four numbers or an IPv6 address; Java looks nothing else up without asking the network. */
    private static final Pattern LITERAL = Pattern.compile("\\d{1,10}(\\.\\d{1,10}){0,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

    /** An address, or a range in the notation with a slash; anything else is refused. */
    public static AddressRange of(String text) {
        var slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        if (!isLiteral(address)) {
            throw new IllegalArgumentException("'" + text + "' is no range of addresses such as 10.1.0.0/16.");
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            var length = bytes.length * Byte.SIZE;
            var bits = slash < 0 ? length : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > length) {
                throw new IllegalArgumentException("'" + text + "' has no such number of bits.");
            }
            return new AddressRange(new BigInteger(1, bytes).shiftRight(length - bits), bits, length);
        } catch (UnknownHostException | NumberFormatException unreadable) {
            throw new IllegalArgumentException("'" + text + "' is no range of addresses.", unreadable);
        }
    }

    /** Whether the text is an address itself and no name. */
    static boolean isLiteral(String host) {
        return LITERAL.matcher(host).matches();
    }

    public boolean contains(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length * Byte.SIZE == length
                && new BigInteger(1, bytes).shiftRight(length - bits).equals(prefix);
    }
}
