package org.openward.profiles;

import java.util.List;

/** The committed list of the package's definitions, so that nothing is searched for at run time. */
record PackageIndex(List<Entry> files) {
    /**
     * One definition and the file that holds it.
     *
     * @param url its canonical URL; of a DeviceDefinition, which has none in R4, its first identifier
     */
    record Entry(String filename, String resourceType, String id, String url) {}
}
