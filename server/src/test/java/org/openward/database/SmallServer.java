package org.openward.database;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A server process with a database and nothing else, for tests that start, stop and kill one. */
final class SmallServer {
    private SmallServer() {}

    public static void main(String[] arguments) throws Exception {
        var server = new SpringApplicationBuilder(DatabaseConfiguration.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
        System.out.println("READY " + server.getBean(RunningDatabase.class).database().url());
        Thread.sleep(120_000);
    }
}
