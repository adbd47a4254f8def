package org.openward.provisioning;

import org.openward.fhir.Refusal;

/** A tenant is not opened, suspended or resumed as asked. */
class TenantRefused extends Refusal {
    private static final long serialVersionUID = 1L;
    private static final String INVARIANT = "G8";

    private TenantRefused(Kind kind, String message) {
        super(kind, INVARIANT, message);
    }

    static TenantRefused malformed(String parameter, String expected) {
        return new TenantRefused(
                Kind.MALFORMED, "The parameter " + parameter + " must be " + expected + ". Nothing was changed.");
    }

    static TenantRefused fromElsewhere() {
        return new TenantRefused(
                Kind.FORBIDDEN, "Tenants are opened, suspended and resumed from the default tenant only.");
    }

    static TenantRefused known() {
        return new TenantRefused(Kind.CONFLICT, "There is a tenant with this id already. Choose another one.");
    }

    static TenantRefused unknown() {
        return new TenantRefused(Kind.NOT_FOUND, "There is no such tenant on this server.");
    }

    static TenantRefused defaultStays() {
        return new TenantRefused(Kind.RULE, "The default tenant is the server's own and is never suspended.");
    }
}
