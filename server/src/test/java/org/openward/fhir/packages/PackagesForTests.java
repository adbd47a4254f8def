package org.openward.fhir.packages;

import ca.uhn.fhir.context.FhirContext;
import org.openward.testing.Postgres;

/** The packages of a database for tests. */
public final class PackagesForTests {
    private PackagesForTests() {}

    /** Of a database in which nobody installed any. */
    public static PackageDefinitions none() {
        return new PackageDefinitions(FhirContext.forR4Cached(), new PackageShelf(Postgres.jdbc()));
    }
}
