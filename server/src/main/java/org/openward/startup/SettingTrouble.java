package org.openward.startup;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.validation.FieldError;

/** What is wrong with the value of a setting, in one line and without repeating a secret. */
final class SettingTrouble {
    private SettingTrouble() {}

    static String of(BindException unreadable) {
        var validation = causeOf(unreadable, BindValidationException.class);
        if (validation != null) {
            return invalid(validation);
        }
        var own = ownRule(unreadable);
        if (own != null) {
            return "The setting " + unreadable.getName() + " is refused: " + own + " See docs/configuration.md.";
        }
        var property = unreadable.getProperty();
        var name = property == null ? unreadable.getName() : property.getName();
        var conversion = causeOf(unreadable, ConversionFailedException.class);
        var wanted = conversion == null
                ? unreadable.getTarget().getType().resolve(Object.class)
                : conversion.getTargetType().getType();
        return "The value of the setting " + name + " is no valid " + wanted.getSimpleName()
                + ". See docs/configuration.md.";
    }

    /** What a settings record says that checks itself; other exceptions may quote the value, which may be a secret. */
    private static @Nullable String ownRule(Throwable trouble) {
        var broken = causeOf(trouble, IllegalArgumentException.class);
        var thrownBy = broken == null ? new StackTraceElement[0] : broken.getStackTrace();
        return broken != null
                        && thrownBy.length > 0
                        && thrownBy[0].getClassName().startsWith("org.openward.")
                ? broken.getMessage()
                : null;
    }

    private static String invalid(BindValidationException validation) {
        var errors = validation.getValidationErrors();
        return errors.getAllErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? "The setting " + errors.getName() + "." + dashed(field.getField()) + " "
                                + field.getDefaultMessage()
                        : "The settings " + errors.getName() + " are invalid: " + error.getDefaultMessage())
                .sorted()
                .collect(Collectors.joining("; ", "", ". See docs/configuration.md."));
    }

    private static String dashed(String field) {
        return field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static <T extends Throwable> @Nullable T causeOf(Throwable trouble, Class<T> kind) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
