package org.openward.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openward.hl7v2.MessageKind;

/**
 * A folder for each kind of message, with the message, the bundle that it is read as and, where it has one, the answer. Who changes how messages are read writes
 * the bundles anew with {@code -Dopenward.write-golden} and reads the difference.
 */
class GoldenMessagesTest {
    private static final Path FOLDERS = Path.of("src", "test", "resources", "org", "openward", "golden");
    private static final String EXPECTED = "expected.json";
    private static final String ANSWER = "answer.hl7";

    @TestFactory
    Stream<DynamicTest> each_message_is_read_as_expected() throws IOException {
        return folders().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    @Test
    void every_kind_of_message_has_an_example() throws IOException {
        var names = folders().stream()
                .map(folder -> folder.getFileName().toString())
                .toList();

        assertThat(MessageKind.values()).allSatisfy(kind -> assertThat(names).anySatisfy(name -> assertThat(
                        MessageKind.ofType(name.substring(0, 3).toUpperCase(java.util.Locale.ROOT)))
                .contains(kind)));
    }

    private static List<Path> folders() throws IOException {
        try (var found = Files.list(FOLDERS)) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static void check(Path folder) throws Exception {
        var message = GoldenMessage.in(folder);
        var answer = message.answer();

        compare(message.read(), folder.resolve(EXPECTED));
        if (answer.isPresent()) {
            compare(answer.get(), folder.resolve(ANSWER));
        } else {
            assertThat(folder.resolve(ANSWER)).doesNotExist();
        }
    }

    private static void compare(String read, Path expected) throws IOException {
        if (System.getProperty("openward.write-golden") != null) {
            Files.writeString(expected, read, StandardCharsets.UTF_8);
        }
        assertThat(read).isEqualTo(Files.readString(expected));
    }
}
