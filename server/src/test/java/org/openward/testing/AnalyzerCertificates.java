package org.openward.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The keys of the shared hospital's encrypted port and of an analyzer that it trusts, made anew for each run. */
public final class AnalyzerCertificates {
    private static final String ALIAS = "own";
    private static final char[] PASSWORD = UUID.randomUUID().toString().toCharArray();
    private static final String NAME = "CN=analyzer-" + UUID.randomUUID() + ",O=Laboratory";

    private final KeyStore hospital = make("CN=hospital");
    private final KeyStore analyzer = make(NAME);

    /** The settings of a bundle that shows the hospital's certificate and takes the analyzer's. */
    List<String> bundle(String name) {
        var bundle = "--spring.ssl.bundle.pem." + name;
        try {
            var key = hospital.getKey(ALIAS, PASSWORD).getEncoded();
            return List.of(
                    bundle + ".keystore.certificate=" + certificate(hospital),
                    bundle + ".keystore.private-key=" + pem("PRIVATE KEY", key),
                    bundle + ".truststore.certificate=" + certificate(analyzer));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The subject of the analyzer's certificate, as a Device names it. */
    public static String subject() {
        return NAME;
    }

    /** The analyzer, which shows its certificate. */
    public SSLContext analyzer() {
        return client(analyzer);
    }

    /** Somebody who shows a certificate that nobody here trusts. */
    public SSLContext stranger() {
        return client(make("CN=stranger"));
    }

    /** Somebody who shows no certificate. */
    public SSLContext nobody() {
        return client(null);
    }

    private SSLContext client(@Nullable KeyStore own) {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("hospital", hospital.getCertificate(ALIAS));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(own == null ? new KeyManager[0] : keys(own), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyManager[] keys(KeyStore store) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys.getKeyManagers();
    }

    private static String certificate(KeyStore store) throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    private static KeyStore make(String name) {
        try {
            var folder = Files.createTempDirectory("certificate");
            var file = folder.resolve("key.p12");
            try {
                generate(file, name);
                var store = KeyStore.getInstance("PKCS12");
                try (var content = Files.newInputStream(file)) {
                    store.load(content, PASSWORD);
                }
                return store;
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static void generate(Path file, String name) throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool, "-genkeypair", "-alias", ALIAS, "-dname", name, "-keyalg", "EC", "-validity", "2")
                .redirectErrorStream(true);
        made.command().addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
        made.command().addAll(List.of("-storepass", new String(PASSWORD)));
        var running = made.start();
        try {
            if (!running.waitFor(60, TimeUnit.SECONDS) || running.exitValue() != 0) {
                throw new IOException("No certificate was made");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("No certificate was made", interrupted);
        }
    }
}
