package org.openward.security.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Addresses that no stranger may send the server to: its own machine, the hospital's network, the cloud's. */
final class InnerNetwork {
    /** Where clouds tell a machine its own secrets; allowed by no setting. */
    private static final List<AddressRange> METADATA = ranges(
            "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::/32");

    /** RFC 6890 and its successors: everything in IPv4 that is not the open Internet. */
    private static final List<AddressRange> CLOSED = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** The only part of IPv6 that is routed in the open; what hides an IPv4 address inside is not. */
    private static final AddressRange OPEN_6 = AddressRange.of("2000::/3");

    private static final List<AddressRange> CLOSED_6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private InnerNetwork() {}

    /** Java shows an IPv4 address that was written as IPv6 as what it is. */
    static boolean contains(InetAddress address) {
        if (isMetadata(address)) {
            return true;
        }
        return address instanceof Inet4Address
                ? isIn(CLOSED, address)
                : !OPEN_6.contains(address) || isIn(CLOSED_6, address);
    }

    static boolean isMetadata(InetAddress address) {
        return isIn(METADATA, address);
    }

    private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }
}
