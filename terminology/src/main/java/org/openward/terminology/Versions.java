package org.openward.terminology;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;

/**
 * Which versions of code systems count, each as {@code system|version}: for a value set that names none, whatever the value set
 * names, and those that it has to have named.
 */
public record Versions(List<String> unlessNamed, List<String> always, List<String> checked) {
    public static final Versions AS_NAMED = new Versions(List.of(), List.of(), List.of());

    /** These, and the version that a code was recorded with where nothing else says one. */
    public Versions or(Coding coding) {
        var named = Stream.concat(unlessNamed.stream(), Stream.of(coding.getSystem() + "|" + coding.getVersion()));
        return new Versions(named.toList(), always, checked);
    }

    /** A code system's address with the version that counts, if one does. */
    String canonical(String system, Optional<String> named) {
        var version = of(always, system)
                .or(() -> named)
                .or(() -> of(unlessNamed, system))
                .or(() -> of(checked, system));
        of(checked, system)
                .filter(wanted -> version.filter(wanted::equals).isEmpty())
                .ifPresent(wanted -> {
                    throw TerminologyFault.invalid("The value set uses version %s of %s, not %s."
                            .formatted(version.orElse("?"), system, wanted));
                });
        return version.map(each -> system + "|" + each).orElse(system);
    }

    private static Optional<String> of(List<String> canonicals, String system) {
        return canonicals.stream()
                .filter(each -> each.startsWith(system + "|"))
                .map(each -> each.substring(system.length() + 1))
                .findFirst();
    }
}
