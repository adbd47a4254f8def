package org.openward.fhir.terminology.load;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.bulk.BulkParameters;
import org.openward.fhir.bulk.BulkRights;
import org.openward.fhir.intake.FileUploads;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.terminology.release.ReleaseFormat;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Reads what somebody wants to load, refuses what he may not or what is not done here, and writes the file down. */
@Component
@EnableConfigurationProperties(LoadSettings.class)
class LoadRequests {
    private static final Set<String> PARAMETERS = Set.of("system", "version", "format", "file", "_format");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s|]{1,500}");
    private static final Pattern BINARY = Pattern.compile("Binary/[A-Za-z0-9.-]{1,64}");
    private static final int LONGEST_VERSION = 200;

    private final Editions editions;
    private final Uploads uploads;
    private final FhirStore records;
    private final BulkRights rights;

    LoadRequests(Editions editions, Uploads uploads, FhirStore records, BulkRights rights) {
        this.editions = editions;
        this.uploads = uploads;
        this.records = records;
        this.rights = rights;
    }

    /** What is to be loaded, when the file is safe. */
    LoadPlan take(ServletRequestDetails request) throws IOException {
        if (!TenantId.DEFAULT.equals(Acting.tenant())) {
            throw LoadRefused.ofAnotherTenant();
        }
        var isFile = FileUploads.isFile(request.getHeader("Content-Type"));
        if (!isFile) {
            request.setResource(parameters(request));
        }
        var asked = BulkParameters.of(request);
        asked.unknownBeside(PARAMETERS);
        var system =
                asked.one("system").filter(address -> ADDRESS.matcher(address).matches());
        if (system.isEmpty() || system.get().equals(Systems.UCUM)) {
            throw LoadRefused.unclear("The parameter system is the address of a code system, and not that of UCUM.");
        }
        var version = asked.one("version").filter(StringUtils::isNotBlank);
        if (version.filter(text -> text.length() > LONGEST_VERSION || text.contains("|"))
                .isPresent()) {
            throw LoadRefused.unclear(
                    "The parameter version has at most %d characters and no |.".formatted(LONGEST_VERSION));
        }
        var format = format(asked.one("format"), system.get());
        if (editions.isLoading(system.get())) {
            throw LoadRefused.already(system.get());
        }
        try (var file = isFile ? request.getInputStream() : named(request, asked.one("file"))) {
            return new LoadPlan(system.get(), version.orElse(null), format, uploads.take(file));
        }
    }

    private static @Nullable Resource parameters(ServletRequestDetails request) {
        var type = EncodingEnum.forContentType(request.getHeader("Content-Type"));
        var body = new String(request.loadRequestContents(), request.getCharset());
        return type == null || body.isBlank()
                ? null
                : (Resource) type.newParser(request.getFhirContext()).parseResource(body);
    }

    private static ReleaseFormat format(Optional<String> word, String system) {
        return word.isEmpty()
                ? ReleaseFormat.of(system)
                : ReleaseFormat.named(word.get())
                        .orElseThrow(() -> LoadRefused.unclear(
                                "The parameter format is one of %s.".formatted(ReleaseFormat.words())));
    }

    private InputStream named(ServletRequestDetails request, Optional<String> file) {
        var reference = file.filter(text -> BINARY.matcher(text).matches())
                .orElseThrow(() -> LoadRefused.unclear(
                        "Send the file as the body (application/zip), or name it as the parameter file: Binary/[id]."));
        if (!rights.mayTakeOut(request, "Binary")) {
            throw LoadRefused.fileOutOfReach();
        }
        var content = records.read(Binary.class, StringUtils.substringAfter(reference, "/"))
                .getContent();
        return new ByteArrayInputStream(Objects.requireNonNullElse(content, new byte[0]));
    }

    /** In the transaction that takes the job. */
    void begin(UUID job, LoadPlan plan) {
        editions.begin(job, plan);
    }

    /** The file goes when the job is not taken. */
    void orDrop(LoadPlan plan, Runnable taking) {
        try {
            taking.run();
        } catch (RuntimeException refused) {
            uploads.dropUnlessNeeded(plan.upload());
            throw refused;
        }
    }
}
