package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Other people's clients from npm use the server (src/clients); skipped where there is no node, or npm reaches no registry. */
@HospitalTest
class NpmClientsIT {
    private static final Path CLIENTS = Path.of("target", "clients");

    private record Run(int status, String output) {}

    @Test
    @FullRun
    void clients_of_others_create_read_search_patch_and_export(Hospital hospital) throws Exception {
        assumeTrue(run(Path.of("."), "node", "--version").status() == 0, "there is no node here");
        install();

        var run = run(CLIENTS, "node", "smoke.mjs", hospital.root().toString(), "demo", "demo-secret");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output().lines()).hasSize(3).allMatch(line -> line.endsWith(": passed"));
    }

    private static void install() throws Exception {
        Files.createDirectories(CLIENTS);
        for (var file : List.of("package.json", "smoke.mjs")) {
            Files.writeString(CLIENTS.resolve(file), Files.readString(Path.of("src", "clients", file)));
        }
        var installed = run(
                CLIENTS,
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--legacy-peer-deps",
                "--omit=optional");
        assumeTrue(installed.status() == 0, () -> "npm cannot install the clients: " + installed.output());
    }

    private static Run run(Path folder, String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return new Run(process.exitValue(), output);
        } catch (IOException absent) {
            return new Run(-1, String.valueOf(absent.getMessage()));
        }
    }
}
