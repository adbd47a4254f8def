package org.openward.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.Tenants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Keeps each tenant's records in its own partition: whoever is acting reads and writes there and nowhere else. Types that
 * all tenants share, such as CodeSystem, live in the default partition.
 */
@FhirGuard
@Interceptor
public class TenantPartitions {
    private static final RequestPartitionId SHARED = RequestPartitionId.fromPartitionId(0);

    private final Tenants tenants;
    private final SingletonSupplier<IRequestPartitionHelperSvc> partitions;

    TenantPartitions(Tenants tenants, ObjectProvider<IRequestPartitionHelperSvc> partitions) {
        this.tenants = tenants;
        this.partitions = SingletonSupplier.of(partitions::getObject);
    }

    @Hook(Pointcut.STORAGE_PARTITION_IDENTIFY_READ)
    public RequestPartitionId partitionToRead(RequestDetails request) {
        return partitionOf(request);
    }

    @Hook(Pointcut.STORAGE_PARTITION_IDENTIFY_CREATE)
    public RequestPartitionId partitionToWrite(IBaseResource resource, RequestDetails request) {
        return partitions.obtain().isResourcePartitionable(resource.fhirType()) ? partitionOf(request) : SHARED;
    }

    private RequestPartitionId partitionOf(RequestDetails request) {
        var caller = Acting.ifAny();
        if (caller.isPresent()) {
            return RequestPartitionId.fromPartitionId(
                    tenants.find(caller.get().tenant()).map(Tenant::partition).orElseThrow());
        }
        if (request instanceof SystemRequestDetails) {
            return SHARED;
        }
        throw new IllegalStateException("A FHIR request reached the store although nobody is acting.");
    }
}
