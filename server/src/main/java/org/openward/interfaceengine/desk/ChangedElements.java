package org.openward.interfaceengine.desk;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;

/** Which elements of a record would have another content in its next version. */
final class ChangedElements {
    /** What the server writes itself. */
    private static final Set<String> OURS = Set.of("id", "meta", "text");

    private ChangedElements() {}

    static List<String> of(Resource before, Resource after) {
        var old = elements(before);
        var young = elements(after);
        var names = new TreeSet<>(old.keySet());
        names.addAll(young.keySet());
        return names.stream()
                .filter(name -> !Base.compareDeep(
                        old.getOrDefault(name, List.of()), young.getOrDefault(name, List.of()), false))
                .toList();
    }

    private static Map<String, List<Base>> elements(Resource resource) {
        var elements = new TreeMap<String, List<Base>>();
        for (Property element : resource.children()) {
            if (!OURS.contains(element.getName()) && element.hasValues()) {
                elements.put(element.getName(), element.getValues());
            }
        }
        return elements;
    }
}
