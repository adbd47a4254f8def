package org.openward.privacy.erasure;

import ca.uhn.fhir.rest.server.IncomingRequestAddressStrategy;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Which record a name means. A name with the address of another server is another record's, whatever its id is; one without an address is the
 * record of whoever says it.
 */
final class RecordNames {
    private final String own;
    private final String around;

    /**
     * @param own the address at which this tenant's records are asked for at the moment, or empty when nobody asks from outside
     * @param around the address of the record in which the names stand
     */
    private RecordNames(String own, String around) {
        this.own = own;
        this.around = around;
    }

    /** Those in the acting tenant's own records. */
    static RecordNames here() {
        var own = address();
        return new RecordNames(own, own);
    }

    private static String address() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web)) {
            return "";
        }
        var request = web.getRequest();
        var server = new IncomingRequestAddressStrategy().determineServerBase(request.getServletContext(), request);
        var tenant = Acting.tenant();
        return base(TenantId.DEFAULT.equals(tenant) ? server : base(server) + "/" + tenant.value());
    }

    private static String base(String address) {
        return StringUtils.stripEnd(address, "/");
    }

    /** Those within an entry of a stored Bundle, which may tell of another server's records. */
    RecordNames in(BundleEntryComponent entry) {
        var name = new IdType(entry.getFullUrl());
        return name.hasBaseUrl() ? new RecordNames(own, base(name.getBaseUrl())) : this;
    }

    /** The id of the acting tenant's record of that type that the reference names; nothing if it names another, or one elsewhere. */
    Optional<String> find(String type, Reference reference) {
        return find(type, reference.getReferenceElement());
    }

    Optional<String> find(String type, IIdType name) {
        var isHere = name.hasBaseUrl() ? base(name.getBaseUrl()).equals(own) : around.equals(own);
        return isHere && type.equals(name.getResourceType()) ? Optional.ofNullable(name.getIdPart()) : Optional.empty();
    }
}
