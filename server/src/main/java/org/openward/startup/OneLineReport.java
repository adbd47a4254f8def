package org.openward.startup;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells whoever started the server in one line why it cannot start, instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OneLineReport implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
        var line = lineFor(failure);
        line.ifPresent(OneLineReport::say);
        return line.isPresent();
    }

    /** Nobody reads a log yet: the line goes to the terminal. */
    static void say(String line) {
        System.err.println("OpenWard cannot start: " + line);
    }

    /** Empty when the failure is none that an administrator can mend. */
    static Optional<String> lineFor(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var line = told(cause);
            if (line != null) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String told(Throwable cause) {
        if (cause instanceof StartRefused refused) {
            return refused.getMessage();
        }
        if (cause instanceof PortInUseException busy) {
            return "Port " + busy.getPort()
                    + " is in use by another program. Stop that one, or choose another port with"
                    + " --server.port=NUMBER.";
        }
        if (cause instanceof java.net.BindException busy) {
            return "A port that the server needs is not to be had (" + busy.getMessage()
                    + "). Stop the program that has it, or choose others with --server.port=NUMBER,"
                    + " --openward.mllp.port=NUMBER and --openward.astm.port=NUMBER.";
        }
        if (cause instanceof InvalidConfigurationPropertyValueException unusable) {
            return "The value of the setting " + unusable.getName() + " cannot be used: " + unusable.getReason() + ".";
        }
        return cause instanceof BindException unreadable ? SettingTrouble.of(unreadable) : null;
    }
}
