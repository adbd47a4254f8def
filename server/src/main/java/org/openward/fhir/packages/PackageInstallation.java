package org.openward.fhir.packages;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.Work.Steps;
import org.springframework.stereotype.Component;

/**
 * Installs a package after those that it builds on: a hundred definitions to a transaction, seen by nobody before the last one. What
 * an installation left that stopped half way goes when it is begun anew.
 */
@Component
class PackageInstallation {
    private static final int TOGETHER = 100;
    private static final int MOST_PACKAGES = 50;

    private final FhirContext fhir;
    private final PackageShelf shelf;
    private final PackageSources sources;
    private final Jobs jobs;

    PackageInstallation(FhirContext fhir, PackageShelf shelf, PackageSources sources, Jobs jobs) {
        this.fhir = fhir;
        this.shelf = shelf;
        this.sources = sources;
        this.jobs = jobs;
    }

    /** The packages that are installed now, with the number of their definitions, and what was left out. */
    record Result(Map<PackageName, Integer> installed, List<String> notes) {
        Result() {
            this(new LinkedHashMap<>(), new ArrayList<>());
        }

        int definitions() {
            return installed.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    Result install(byte[] archive, Job job, Steps steps) {
        var result = new Result();
        steps.commit(() -> {
            shelf.removeUnfinished(job.id());
            return true;
        });
        new Run(job, steps, result, new ArrayList<>()).install(archive);
        return result;
    }

    private final class Run {
        private final Job job;
        private final Steps steps;
        private final Result result;
        private final List<PackageName> begun;

        Run(Job job, Steps steps, Result result, List<PackageName> begun) {
            this.job = job;
            this.steps = steps;
            this.result = result;
            this.begun = begun;
        }

        void install(byte[] content) {
            var archive = new PackageArchive(content);
            var manifest = archive.manifest();
            var hash = Hash.of(content);
            begun.add(manifest.name());
            if (begun.size() > MOST_PACKAGES) {
                throw UnusablePackage.because("This package leads to more than " + MOST_PACKAGES + " others.");
            }
            var missing = manifest.dependencies().stream()
                    .filter(wanted -> !provide(wanted))
                    .map(PackageName::toString)
                    .toList();
            missing.forEach(wanted -> result.notes()
                    .add(manifest.name() + " builds on " + wanted
                            + ", which is not here. Profiles that need it cannot be checked until it is installed."));
            if (!steps.commit(() -> shelf.isInstalled(hash))) {
                store(archive, manifest.name(), hash, missing);
            } else {
                result.installed().put(manifest.name(), 0);
            }
        }

        /** Whether it is here, or is now. */
        private boolean provide(PackageName wanted) {
            if (begun.stream().anyMatch(each -> each.answers(wanted))
                    || steps.commit(() -> shelf.isInstalled(wanted))) {
                return true;
            }
            try {
                var found = sources.find(wanted);
                found.ifPresent(this::install);
                return found.isPresent();
            } catch (UnusablePackage unusable) {
                result.notes().add(wanted + ": " + unusable.getMessage());
                return false;
            }
        }

        private void store(PackageArchive archive, PackageName name, String hash, List<String> missing) {
            var id = steps.commit(() -> shelf.begin(name, hash, job.id()));
            var waiting = new ArrayList<JsonNode>();
            var count = new int[1];
            archive.definitions(definition -> {
                if (isReadable(definition, name)) {
                    waiting.add(definition);
                }
                if (waiting.size() >= TOGETHER) {
                    count[0] = put(id, waiting, count[0]);
                }
            });
            result.installed().put(name, put(id, waiting, count[0]));
            steps.commit(() -> {
                if (shelf.isInstalled(hash)) {
                    shelf.giveUp(id); // Another job was faster.
                } else {
                    shelf.finish(id, name, missing);
                }
                jobs.cameFurther(job.id(), 0, result.definitions());
                return true;
            });
        }

        private int put(UUID id, List<JsonNode> definitions, int before) {
            var after = before + definitions.size();
            steps.commit(() -> {
                for (int place = 0; place < definitions.size(); place++) {
                    shelf.add(id, before + place, definitions.get(place));
                }
                jobs.cameFurther(job.id(), 0, result.definitions() + (long) after);
                return true;
            });
            definitions.clear();
            return after;
        }

        private boolean isReadable(JsonNode definition, PackageName name) {
            try {
                fhir.newJsonParser().parseResource(definition.toString());
                return true;
            } catch (DataFormatException unreadable) {
                result.notes()
                        .add("A definition of " + name + " cannot be read and was left out: "
                                + definition.path("url").asText());
                return false;
            }
        }
    }
}
