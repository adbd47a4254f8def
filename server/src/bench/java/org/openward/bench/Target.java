package org.openward.bench;

import java.net.URI;
import java.util.Optional;

/** One server to measure: its FHIR base URL, how to get a token, where it hears analyzers, its process. */
record Target(String name, URI base, Optional<Login> login, Optional<String> mllp, Optional<ServerProcess> process) {

    /** Client credentials, and what the token may do. */
    record Login(URI tokens, String client, String secret, String scope) {}

    /** Reads {@code name=URL,token-url=..,client=..,secret=..,scope=..,mllp=host:port,pid=..}. */
    static Target parse(String text) {
        Arguments given = Arguments.pairs(text.split(",", -1));
        String name = given.values().keySet().iterator().next();
        given.refuseOthers(name, "token-url", "client", "secret", "scope", "mllp", "pid");
        return new Target(
                name,
                URI.create(given.required(name).replaceAll("/$", "")),
                given.optional("token-url")
                        .map(url -> new Login(
                                URI.create(url),
                                given.required("client"),
                                given.required("secret"),
                                given.optional("scope").orElse("system/*.cruds"))),
                given.optional("mllp"),
                given.optional("pid").map(Long::valueOf).map(ServerProcess::new));
    }

    Target runningAs(long pid) {
        return new Target(name, base, login, mllp, Optional.of(new ServerProcess(pid)));
    }
}
