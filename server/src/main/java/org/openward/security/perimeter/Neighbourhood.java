package org.openward.security.perimeter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** Where visitors come from. */
final class Neighbourhood {
    /** The part of an IPv6 address that a network gets; whoever has it has all addresses that begin with it. */
    private static final int BYTES_OF_A_NETWORK = 8;

    private final List<IpAddressMatcher> ranges;

    Neighbourhood(List<String> ranges) {
        this.ranges = ranges.stream().map(IpAddressMatcher::new).toList();
    }

    boolean contains(String address) {
        for (var range : ranges) {
            if (range.matches(address)) {
                return true;
            }
        }
        return false;
    }

    /** What is counted as one visitor: an IPv4 address, or a network of IPv6 addresses. */
    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            return bytes.length > BYTES_OF_A_NETWORK
                    ? HexFormat.of().formatHex(bytes, 0, BYTES_OF_A_NETWORK)
                    : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
