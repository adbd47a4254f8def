package org.openward.testing;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.HookParams;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.executor.InterceptorService;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.rest.api.InterceptorInvocationTimingEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.DeskRequests;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.tenancy.Acting;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A FHIR store for desk tests: keeps copies, counts versions, asks the guards it was given as the real one does, and takes a
 * write back when the open transaction is rolled back.
 */
public final class InMemoryFhirStore implements FhirStore {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final Map<String, Resource> records = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final InterceptorService guards = new InterceptorService();

    public void isWatchedBy(Object guard) {
        guards.registerInterceptor(guard);
    }

    @Override
    public <T extends Resource> T read(Class<T> type, String id) {
        return find(type, id).orElseThrow(() -> new ResourceNotFound(type.getSimpleName(), id));
    }

    @Override
    public <T extends Resource> Optional<T> find(Class<T> type, String id) {
        return Optional.ofNullable(records.get(key(type.getSimpleName(), new IdType(id).getIdPart())))
                .map(stored -> type.cast(stored.copy()));
    }

    @Override
    public <T extends Resource> List<T> search(Class<T> type, String query) {
        var ours = key(type.getSimpleName(), "");
        return records.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(ours))
                .map(entry -> type.cast(entry.getValue().copy()))
                .filter(resource -> Arrays.stream(query.split("&", -1)).allMatch(term -> matches(resource, term)))
                .toList();
    }

    @Override
    public <T extends Resource> List<T> searchAll(Class<T> type, String query) {
        return search(type, query);
    }

    @Override
    public <T extends Resource> T create(T resource) {
        ask(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED, null, resource);
        resource.setId(String.valueOf(ids.incrementAndGet()));
        return stored(resource, null);
    }

    @Override
    public <T extends Resource> T update(T resource) {
        var before =
                records.get(key(resource.fhirType(), resource.getIdElement().getIdPart()));
        ask(
                before == null
                        ? Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED
                        : Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED,
                before,
                resource);
        return stored(resource, before);
    }

    @Override
    public <T extends Resource> void delete(Class<T> type, String id) {
        var stored = read(type, id);
        var key = key(type.getSimpleName(), id);
        ask(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED, null, stored);
        records.remove(key);
        takeBackOnRollback(key, stored);
        ask(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED, null, stored);
    }

    @Override
    public Bundle transact(Bundle transaction) {
        throw new UnsupportedOperationException("Test bundles against the whole server.");
    }

    private <T extends Resource> T stored(T resource, @Nullable Resource before) {
        var version = before == null ? 1 : Long.parseLong(before.getMeta().getVersionId()) + 1;
        var id = resource.getIdElement().getIdPart();
        resource.getMeta().setVersionId(String.valueOf(version));
        resource.setId(new IdType(resource.fhirType(), id, String.valueOf(version)));
        var key = key(resource.fhirType(), id);
        records.put(key, resource.copy());
        takeBackOnRollback(key, before);
        ask(
                before == null
                        ? Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED
                        : Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED,
                before,
                resource);
        return resource;
    }

    private void takeBackOnRollback(String key, @Nullable Resource before) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    return;
                }
                if (before == null) {
                    records.remove(key);
                } else {
                    records.put(key, before);
                }
            }
        });
    }

    private void ask(Pointcut moment, @Nullable Resource before, Resource after) {
        var facts = new HookParams();
        if (before != null) {
            facts.add(IBaseResource.class, before);
        }
        facts.add(IBaseResource.class, after)
                .add(RequestDetails.class, DeskRequests.ofTheActingCaller())
                .add(ServletRequestDetails.class, null)
                .add(TransactionDetails.class, new TransactionDetails());
        if (moment.name().startsWith("STORAGE_PRECOMMIT")) {
            facts.add(InterceptorInvocationTimingEnum.class, InterceptorInvocationTimingEnum.ACTIVE);
        }
        if (moment == Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED) {
            facts.add(RequestPartitionId.class, RequestPartitionId.fromPartitionId(0));
        }
        guards.callHooks(moment, facts);
    }

    private static String key(String type, String id) {
        return Acting.tenant() + "/" + type + "/" + id;
    }

    private static boolean matches(Resource resource, String term) {
        var name = term.substring(0, term.indexOf('='));
        var value = URLDecoder.decode(term.substring(term.indexOf('=') + 1), StandardCharsets.UTF_8);
        if (name.equals("_id")) {
            return resource.getIdElement().getIdPart().equals(value);
        }
        var parameter = FHIR.getResourceDefinition(resource).getSearchParam(name);
        if (parameter == null) {
            throw new AssertionError(resource.fhirType() + " has no search parameter " + name);
        }
        return FHIR.newFhirPath().evaluate(resource, parameter.getPath(), IBase.class).stream()
                .anyMatch(element -> says(element, value));
    }

    private static boolean says(IBase element, String value) {
        if (element instanceof Reference reference) {
            return value.equals(reference.getReference())
                    || value.equals(reference.getReferenceElement().getIdPart());
        }
        if (element instanceof CodeableConcept concept) {
            return concept.getCoding().stream().anyMatch(coding -> says(coding, value));
        }
        if (element instanceof Coding coding) {
            return value.equals(coding.getCode()) || value.equals(coding.getSystem() + "|" + coding.getCode());
        }
        if (element instanceof Identifier identifier) {
            return value.equals(identifier.getValue())
                    || value.equals(identifier.getSystem() + "|" + identifier.getValue());
        }
        return element instanceof PrimitiveType<?> primitive && value.equals(primitive.getValueAsString());
    }
}
