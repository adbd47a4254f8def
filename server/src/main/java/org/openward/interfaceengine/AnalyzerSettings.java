package org.openward.interfaceengine;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.FHIRDeviceStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Analyzer.Dialect;
import org.openward.interfaceengine.Analyzer.Recognition;
import org.openward.interfaceengine.Analyzer.Results;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.profiles.Extensions;
import org.openward.tenancy.TenantId;

/** Reads the analyzer extension of a Device. */
final class AnalyzerSettings {
    private final Extension extension;

    private AnalyzerSettings(Extension extension) {
        this.extension = extension;
    }

    /** The analyzer that the device is, unless it is no analyzer at all. */
    static Optional<Analyzer> read(Device device, TenantId tenant) {
        return Optional.ofNullable(device.getExtensionByUrl(Extensions.ANALYZER))
                .map(AnalyzerSettings::new)
                .map(settings -> settings.analyzer(device, tenant));
    }

    private Analyzer analyzer(Device device, TenantId tenant) {
        return new Analyzer(
                tenant,
                device.getIdElement().getIdPart(),
                device.getStatus() == null || device.getStatus() == FHIRDeviceStatus.ACTIVE
                        ? Standing.ACTIVE
                        : Standing.INACTIVE,
                recognition(),
                new Results(
                        "true".equals(text(Extensions.ANALYZER_AUTOVERIFY)),
                        "accept".equals(text(Extensions.ANALYZER_UNSOLICITED))),
                text(Extensions.ANALYZER_CODE_MAP),
                text(Extensions.ANALYZER_UNIT_MAP),
                dialect());
    }

    private Recognition recognition() {
        return new Recognition(
                text(Extensions.ANALYZER_SENDING_APPLICATION),
                text(Extensions.ANALYZER_SENDING_FACILITY),
                port(),
                text(Extensions.ANALYZER_SOURCE_ADDRESS),
                text(Extensions.ANALYZER_CERTIFICATE_SUBJECT));
    }

    private Dialect dialect() {
        var zone = text(Extensions.ANALYZER_TIME_ZONE);
        var characters = text(Extensions.ANALYZER_CHARACTER_SET);
        var position = text(Extensions.ANALYZER_SAMPLE_POSITION);
        if (zone != null && !isZone(zone)) {
            throw new AnalyzerNotUsable("The time zone " + zone + " does not exist; name one of the IANA list.");
        }
        if (characters != null && !isCharacterSet(characters)) {
            throw new AnalyzerNotUsable(
                    "The character set " + characters + " does not exist; name one of the IANA list.");
        }
        if (position != null && !Dialect.SAMPLE_POSITIONS.containsKey(position)) {
            throw new AnalyzerNotUsable("The sample number cannot be taken from " + position + "; use one of "
                    + String.join(", ", new TreeSet<>(Dialect.SAMPLE_POSITIONS.keySet())) + ".");
        }
        return new Dialect(zone, position, characters);
    }

    private @Nullable String text(String part) {
        var found = extension.getExtensionByUrl(part);
        return found != null && found.getValue() instanceof PrimitiveType<?> value && value.hasValue()
                ? value.getValueAsString()
                : null;
    }

    private @Nullable Integer port() {
        var found = extension.getExtensionByUrl(Extensions.ANALYZER_LISTENER_PORT);
        return found != null && found.getValue() instanceof IntegerType value ? value.getValue() : null;
    }

    private static boolean isZone(String name) {
        try {
            return ZoneId.of(name).getId().equals(name);
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private static boolean isCharacterSet(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
