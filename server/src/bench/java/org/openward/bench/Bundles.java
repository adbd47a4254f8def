package org.openward.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The bundles of a folder: batches first, which name hospitals and practitioners, then the patients' transactions. */
record Bundles(List<Loadable> batches, List<Loadable> transactions) {
    private static final Pattern ENTRY = Pattern.compile("\"request\"\\s*:\\s*\\{");
    private static final Pattern BATCH = Pattern.compile("\"type\"\\s*:\\s*\"batch\"");
    private static final Pattern OWN_ADDRESS = Pattern.compile("\"fullUrl\"\\s*:\\s*\"urn:uuid:([0-9a-fA-F-]{36})\"");
    private static final Pattern UUID_ANYWHERE =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** One bundle and how many resources it carries. */
    record Loadable(String text, int resources) {

        /** The same bundle with other addresses in it, so that it can be loaded once more beside the first. */
        Loadable again(String salt) {
            Set<String> own = OWN_ADDRESS
                    .matcher(text)
                    .results()
                    .map(address -> address.group(1))
                    .collect(Collectors.toSet());
            return new Loadable(
                    UUID_ANYWHERE
                            .matcher(text)
                            .replaceAll(found ->
                                    own.contains(found.group()) ? renamed(found.group(), salt) : found.group()),
                    resources);
        }

        private static String renamed(String uuid, String salt) {
            return UUID.nameUUIDFromBytes((salt + uuid).getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
    }

    static Bundles of(Path folder, int count, long seed) {
        List<Loadable> batches = new ArrayList<>();
        List<Path> patients = new ArrayList<>();
        for (Path file : files(folder)) {
            String text = text(file);
            if (BATCH.matcher(text.substring(0, Math.min(400, text.length()))).find()) {
                batches.add(loadable(text));
            } else {
                patients.add(file);
            }
        }
        Collections.shuffle(patients, new Random(seed));
        return new Bundles(
                batches,
                patients.stream().limit(count).map(file -> loadable(text(file))).toList());
    }

    /** So many equal shares of the transactions, one after the other. */
    List<List<Loadable>> shares(int number) {
        List<List<Loadable>> shares = new ArrayList<>();
        for (int share = 0; share < number; share++) {
            shares.add(transactions.subList(
                    share * transactions.size() / number, (share + 1) * transactions.size() / number));
        }
        return shares;
    }

    static Loadable loadable(String text) {
        return new Loadable(text, (int) ENTRY.matcher(text).results().count());
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.json(\\.gz)?"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
