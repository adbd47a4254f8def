package org.openward.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.UrlUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditEntry.Outcome;
import org.openward.fhir.contents.SecurityContexts;
import org.openward.tenancy.Caller;

/** What the trail says about a FHIR request and what it answered. */
final class RequestEntries {
    private final PatientsTouched patients;
    private final SecurityContexts contexts;
    private final UnaryOperator<String> veil;

    /** @param veil what must not be written down of a request line */
    RequestEntries(FhirContext context, SecurityContexts contexts, UnaryOperator<String> veil) {
        this.veil = veil;
        this.patients = new PatientsTouched(context);
        this.contexts = contexts;
    }

    /** A request that was answered as asked; of a bundle also each read in it, and each entry that was refused. */
    List<AuditEntry> answered(Caller caller, RequestDetails request, @Nullable IBaseResource answer) {
        var interaction = interaction(request);
        var deed = Deed.done(Activity.REST, action(interaction), interaction);
        var entry = new AuditEntry(caller, deed, about(request), veil.apply(line(request)));
        if (request.getRestOperationType() != RestOperationTypeEnum.TRANSACTION) {
            return PerPatient.entries(entry, shown(answer));
        }
        var entries = new ArrayList<>(List.of(entry));
        if (request.getResource() instanceof Bundle asked && answer instanceof Bundle given) {
            for (var place = 0;
                    place < Math.min(asked.getEntry().size(), given.getEntry().size());
                    place++) {
                entries.addAll(part(
                        caller, asked.getEntry().get(place), given.getEntry().get(place)));
            }
        }
        return entries;
    }

    /** The patients of whom an answer tells, the content of a document being its patient's. */
    private SortedSet<String> shown(@Nullable IBaseResource answer) {
        var shown = patients.in(answer);
        var contents = contents(answer).filter(Binary::hasSecurityContext).toList();
        contexts.speakingFor(contents).values().forEach(document -> shown.addAll(patients.in(document)));
        return shown;
    }

    private static Stream<Binary> contents(@Nullable IBaseResource answer) {
        if (answer instanceof Bundle bundle) {
            return bundle.getEntry().stream().flatMap(entry -> contents(entry.getResource()));
        }
        return answer instanceof Binary content ? Stream.of(content) : Stream.empty();
    }

    /** A request that was refused or failed. */
    AuditEntry failed(Caller caller, RequestDetails request, int status, @Nullable String why) {
        var interaction = interaction(request);
        var deed = new Deed(
                Activity.REST,
                action(interaction),
                interaction,
                outcome(status),
                "HTTP " + status + (why == null ? "" : ": " + veil.apply(why)));
        return new AuditEntry(caller, deed, about(request), veil.apply(line(request)));
    }

    /** A write that succeeded has recorded itself, and is a read too where it answers the record. */
    private List<AuditEntry> part(Caller caller, BundleEntryComponent asked, BundleEntryComponent given) {
        var verb = asked.getRequest().getMethod();
        var status = status(given);
        var isRead = verb == HTTPVerb.GET || verb == HTTPVerb.HEAD;
        var isShown = !isRead && status < 400;
        if (isShown && !given.hasResource()) {
            return List.of();
        }
        var url = String.valueOf(asked.getRequest().getUrl());
        var interaction =
                isRead ? readInteraction(url) : isShown ? "read" : interaction(verb == null ? "" : verb.toCode());
        var deed = new Deed(
                Activity.REST,
                action(interaction),
                interaction,
                outcome(status),
                status < 400 ? null : "HTTP " + status);
        var entry =
                new AuditEntry(caller, deed, about(url), (verb == null ? "" : verb.toCode() + " ") + veil.apply(url));
        return PerPatient.entries(entry, shown(given.getResource()));
    }

    private static int status(BundleEntryComponent given) {
        var status = given.getResponse().getStatus();
        return status != null && status.matches("\\d{3}.*") ? Integer.parseInt(status.substring(0, 3)) : 200;
    }

    private static Outcome outcome(int status) {
        if (status < 400) {
            return Outcome.SUCCESS;
        }
        return status < 500 ? Outcome.REFUSED : Outcome.FAILED;
    }

    private static String interaction(RequestDetails request) {
        var operation = request.getRestOperationType();
        if (operation == null) {
            return interaction(
                    request.getRequestType() == null
                            ? ""
                            : request.getRequestType().name());
        }
        return switch (operation) {
            case CREATE, READ, VREAD, UPDATE, PATCH, DELETE, HISTORY_INSTANCE, HISTORY_TYPE, HISTORY_SYSTEM -> operation
                    .getCode();
            case SEARCH_TYPE, SEARCH_SYSTEM -> operation.getCode();
            case GET_PAGE -> "search-type";
            case TRANSACTION -> isBatch(request) ? "batch" : "transaction";
            case METADATA -> "capabilities";
            default -> "operation";
        };
    }

    private static boolean isBatch(RequestDetails request) {
        return request.getResource() instanceof Bundle bundle && bundle.getType() == BundleType.BATCH;
    }

    private static String interaction(String verb) {
        return switch (verb) {
            case "GET", "HEAD" -> "read";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "create";
        };
    }

    private static String readInteraction(String url) {
        var path = url.replaceFirst("\\?.*", "");
        if (path.contains("$")) {
            return "operation";
        }
        if (path.endsWith("_history")) {
            return path.contains("/") ? "history-instance" : "history-system";
        }
        return new IdType(path).hasIdPart() && path.contains("/") ? "read" : "search-type";
    }

    private static Action action(String interaction) {
        return switch (interaction) {
            case "create" -> Action.CREATE;
            case "update", "patch" -> Action.UPDATE;
            case "delete" -> Action.DELETE;
            case "read", "vread", "history-instance", "history-type", "history-system" -> Action.READ;
            default -> Action.EXECUTE;
        };
    }

    private static About about(RequestDetails request) {
        var id = request.getId();
        return new About(
                request.getResourceName(),
                id == null ? null : id.getIdPart(),
                id == null ? null : id.getVersionIdPart(),
                null);
    }

    private static About about(String url) {
        var path = url.replaceFirst("\\?.*", "");
        var id = new IdType(path);
        return id.hasResourceType() && id.hasIdPart()
                ? new About(id.getResourceType(), id.getIdPart(), id.getVersionIdPart(), null)
                : new About(path.replaceFirst("/.*", ""), null, null, null);
    }

    /** The method, the URL and, as a search may come in a form, the parameters. */
    private static String line(RequestDetails request) {
        var line = new StringBuilder();
        line.append(request.getRequestType()).append(' ');
        // What is refused at the door has not been taken apart yet.
        line.append(Objects.requireNonNullElse(request.getFhirServerBase(), ""));
        line.append('/').append(Objects.requireNonNullElse(request.getRequestPath(), ""));
        var separator = '?';
        for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
            for (var value : parameter.getValue()) {
                line.append(separator).append(UrlUtil.escapeUrlParam(parameter.getKey()));
                line.append('=').append(UrlUtil.escapeUrlParam(value));
                separator = '&';
            }
        }
        return line.toString();
    }
}
