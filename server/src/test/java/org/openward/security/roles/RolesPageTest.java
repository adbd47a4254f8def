package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page that shows the matrix says what its file says. */
class RolesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "roles.md");

    private final PolicyFile policy = new PolicyFile();

    @Test
    void the_page_shows_the_matrix_as_it_is() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(page.substring(page.indexOf("## ADM"))).isEqualTo(String.join("\n", expected()) + "\n");
    }

    private List<String> expected() {
        var lines = new ArrayList<String>();
        for (var role : policy.roles()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(List.of(
                    "## " + role + " " + policy.title(role), "", "| Records | Types | Rights |", "|---|---|---|"));
            policy.cells(role)
                    .forEach((group, cell) -> lines.add(
                            "| " + group + " | " + String.join(", ", policy.types(group)) + " | `" + cell + "` |"));
            lines.addAll(operations("Operations", policy.named(role)));
            lines.addAll(operations("To come", policy.later(role)));
        }
        return lines;
    }

    private static List<String> operations(String which, List<String> names) {
        return names.isEmpty() ? List.of() : List.of("", which + ": `" + String.join("`, `", names) + "`");
    }
}
