package org.openward.fhir.intake;

import java.util.Locale;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/** Requests whose body is a file as it is, which is written down while it arrives and held by nobody. */
public final class FileUploads {
    private static final String LOADING = "/CodeSystem/$load";

    private FileUploads() {}

    /** Whether the body is such a file; one in JSON or XML holds parameters. */
    static boolean isOne(String method, String path, @Nullable String contentType) {
        return method.equals("POST") && path.endsWith(LOADING) && isFile(contentType);
    }

    /** Whether a body of that type is taken as a file. */
    public static boolean isFile(@Nullable String contentType) {
        var type = StringUtils.substringBefore(StringUtils.defaultString(contentType), ";")
                .strip()
                .toLowerCase(Locale.ROOT);
        // The parameters of a form are read from the body by the web server, before anybody else can.
        return !type.isEmpty() && !type.contains("json") && !type.contains("xml") && !type.contains("form");
    }
}
