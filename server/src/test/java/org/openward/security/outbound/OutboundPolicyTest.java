package org.openward.security.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundPolicyTest {
    private final OutboundPolicy strict = new OutboundPolicy(List.of());
    private final OutboundPolicy relaxed = new OutboundPolicy(
            List.of("receiver.hospital", "lab.hospital:8443", "10.1.0.0/16", "[fd12::1]", "169.254.0.0/16"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://receiver.example.org",
                "https://receiver.example.org:8443/fhir?key=1",
                "HTTPS://Receiver.Example.org./hook",
                "https://93.184.216.34/hook",
                "https://[2606:2800:220:1:248:1893:25c8:1946]/hook"
            })
    void the_open_internet_is_reached_over_tls(String address) {
        assertThat(strict.objectionTo(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://receiver.example.org",
                "ftp://receiver.example.org",
                "file:///etc/passwd",
                "jar:https://receiver.example.org!/x",
                "receiver.example.org",
                "mailto:somebody@example.org",
                "https:///hook",
                "https://",
                "https://user:password@receiver.example.org/",
                "https://receiver.example.org@10.0.0.1/",
                "https://receiver.example.org:0/",
                "https://receiver.example.org:70000/",
                "https://receiver example.org/",
                "https://under_scored/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://a.localhost:8080/",
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://127.1/",
                "https://10.2.3.4/",
                "https://172.31.0.1/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://0.0.0.0/",
                "https://224.0.0.1/",
                "https://255.255.255.255/",
                "https://[::1]/",
                "https://[::]/",
                "https://[fe80::1]/",
                "https://[fc00::1]/",
                "https://[ff02::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:a00:1]/",
                "https://[64:ff9b::a00:1]/",
                "https://[2002:a00:1::1]/"
            })
    void an_address_that_leads_inside_or_is_not_plain_is_refused_when_it_is_given(String address) {
        assertThat(strict.objectionTo(address)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1.2.3",
                "10.0.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "168.63.129.16",
                "169.254.1.1",
                "169.254.169.254",
                "172.16.0.1",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.255.255",
                "198.19.0.1",
                "203.0.113.1",
                "224.0.0.251",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void no_connection_is_made_to_an_inner_address(String address) throws UnknownHostException {
        var looked = InetAddress.getByName(address);

        assertThat(strict.permits("receiver.example.org", 443, looked)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8.8.8.8", "100.63.255.255", "172.32.0.1", "192.169.0.1", "223.255.255.255", "2606:4700::1"})
    void a_connection_to_the_open_internet_is_made(String address) throws UnknownHostException {
        var looked = InetAddress.getByName(address);

        assertThat(strict.permits("receiver.example.org", 443, looked)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://receiver.hospital/hook,         true",
        "http://RECEIVER.hospital:9999/hook,    true",
        "https://receiver.hospital/hook,        true",
        "http://lab.hospital:8443/hook,         true",
        "http://lab.hospital:8080/hook,         false",
        "http://other.hospital/hook,            false",
        "http://receiver.hospital.evil.example, false",
        "http://10.1.2.3/hook,                  true",
        "http://10.2.2.3/hook,                  false",
        "http://[fd12::1]/hook,                 true",
        "http://[fd12::2]/hook,                 false",
        "https://169.254.169.254/,              false",
        "https://169.254.7.7/,                  true"
    })
    void what_the_hospital_allows_may_be_inside_and_without_tls(String address, boolean allowed) {
        assertThat(relaxed.objectionTo(address).isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "receiver.hospital, 80,   10.9.9.9,        true",
        "receiver.hospital, 80,   127.0.0.1,       true",
        "receiver.hospital, 80,   169.254.169.254, false",
        "lab.hospital,      8443, 10.9.9.9,        true",
        "lab.hospital,      443,  10.9.9.9,        false",
        "anybody.example,   443,  10.1.9.9,        true",
        "anybody.example,   443,  10.9.9.9,        false"
    })
    void what_is_allowed_is_asked_of_the_address_that_the_name_led_to(
            String host, int port, String address, boolean permitted) throws UnknownHostException {
        var looked = InetAddress.getByName(address);

        assertThat(relaxed.permits(host, port, looked)).isEqualTo(permitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/40", "10.0.0.0/-1", "hospital/16", "host:port", "", "http://receiver/", "10.0.0.0/x"})
    void a_setting_that_means_nothing_is_refused(String entry) {
        assertThatThrownBy(() -> new OutboundPolicy(List.of(entry))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,     true",
        "X-Key,             true",
        "Host,              false",
        "content-length,    false",
        "Transfer-Encoding, false",
        "Proxy-Authorization, false",
        "X-Forwarded-For,   false",
        "Two words,         false",
        "Colon:,            false"
    })
    void only_headers_that_are_not_the_servers_own_are_sent(String name, boolean sent) {
        assertThat(strict.objectionToHeader(name, "value").isEmpty()).isEqualTo(sent);
    }

    @Test
    void a_header_value_cannot_begin_another_line() {
        var objection = strict.objectionToHeader("X-Key", "secret\r\nHost: inner");

        assertThat(objection).hasValueSatisfying(text -> assertThat(text).doesNotContain("secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "ris.example.org,2575,TLS,true",
        "ris.example.org,2575,PLAIN,false",
        "localhost,2575,TLS,false",
        "10.2.3.4,2575,TLS,false",
        "2130706433,2575,TLS,false",
        "169.254.169.254,80,TLS,false",
        "[::1],2575,TLS,false"
    })
    void a_connection_of_another_kind_is_held_to_the_same_rules(
            String host, int port, OutboundPolicy.Protection protection, boolean isReached) {
        assertThat(strict.objectionTo(host, port, protection).isEmpty()).isEqualTo(isReached);
    }

    @ParameterizedTest
    @CsvSource({
        "receiver.hospital,2575,true",
        "lab.hospital,8443,true",
        "lab.hospital,2575,false",
        "10.1.2.3,2575,true",
        "10.2.2.3,2575,false",
        "169.254.169.254,2575,false"
    })
    void what_the_hospital_allows_is_reached_without_tls(String host, int port, boolean isReached) {
        assertThat(relaxed.objectionTo(host, port, OutboundPolicy.Protection.PLAIN)
                        .isEmpty())
                .isEqualTo(isReached);
    }
}
