package org.openward.postgres;

import org.openward.database.DatabaseForTests;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A server process with a database and nothing else, for tests that start, stop and kill one. */
final class SmallServer {
    private SmallServer() {}

    public static void main(String[] arguments) throws Exception {
        new SpringApplicationBuilder(DatabaseForTests.configuration())
                .web(WebApplicationType.NONE)
                .run(arguments);
        System.out.println("READY");
        Thread.sleep(120_000);
    }
}
