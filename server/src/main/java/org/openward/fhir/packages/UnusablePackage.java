package org.openward.fhir.packages;

import org.openward.fhir.Refusal;

/** What should be a package is none, is too large, or is not for this server. */
class UnusablePackage extends Refusal {
    private static final long serialVersionUID = 1L;

    private UnusablePackage(Kind kind, String message) {
        super(kind, message);
    }

    static UnusablePackage because(String why) {
        return new UnusablePackage(Kind.RULE, why);
    }

    /** The request does not say which package. */
    static UnusablePackage unclear(String what) {
        return new UnusablePackage(Kind.MALFORMED, what);
    }

    static UnusablePackage notInstalled(PackageName name) {
        return new UnusablePackage(Kind.NOT_FOUND, "The package " + name + " is not installed here.");
    }

    static UnusablePackage beingInstalled() {
        return new UnusablePackage(
                Kind.CONFLICT, "This very archive is being installed already. Ask $installed for it.");
    }

    static UnusablePackage ofGuest() {
        return new UnusablePackage(
                Kind.FORBIDDEN, "All tenants share packages: only a caller of the default tenant may change them.");
    }
}
