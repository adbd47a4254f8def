package org.openward.security.roles;

import static org.openward.security.roles.Attempt.graphql;
import static org.openward.security.roles.Attempt.refused;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.openward.security.roles.Attempt.Keeps;
import org.openward.security.roles.Attempt.Matches;
import org.openward.security.roles.Attempt.RefusedInBundle;
import org.openward.security.roles.Attempt.Shows;
import org.openward.security.roles.Attempt.ShowsInBundle;
import org.openward.testing.FhirClient;

/**
 * A record that somebody must not see, and an observation that he may see and that points to it.
 *
 * @param search what finds it by what it says
 * @param shown the element with the secret, as GraphQL asks for it
 * @param toPatient the search parameter that leads from it to the patient whose it is, if one does
 * @param whose that patient
 * @param near the patient of the observation
 */
record HiddenRecord(
        Resource record,
        String search,
        String shown,
        Optional<String> toPatient,
        Patient whose,
        Patient near,
        Observation pointer) {

    /** What leads to the record from a record about somebody. */
    static Observation pointer(Ward ward, Patient near, Resource record) {
        var pointer = ward.observation(near, "vital-signs");
        pointer.getCode().setText("points to another record");
        pointer.addFocus(reference(record));
        return ward.demo.create(pointer);
    }

    private String type() {
        return record.fhirType();
    }

    private String id() {
        return record.getIdElement().getIdPart();
    }

    private static String id(Resource other) {
        return other.getIdElement().getIdPart();
    }

    /** Every way to it, for somebody who must not get there. */
    Prohibition closedTo(FhirClient forbidden, FhirClient free, String secret) {
        var path = "/" + name(record);
        var byId = "/" + type() + "?_id=" + id();
        var fromPointer = "/Observation?_id=" + id(pointer);
        var tried = new Prohibition(forbidden, free, secret)
                .on(
                        Way.REST,
                        new Shows(path + "?_format=json"),
                        new Shows(path + "?_format=xml"),
                        new Shows(byId),
                        new Matches(byId),
                        new Matches("/" + type() + "?" + search),
                        refused("POST", "/Observation", pointingTo(type() + "?" + search)))
                .on(
                        Way.INCLUDE,
                        new Shows(fromPointer + "&_include=Observation:focus"),
                        new Shows(fromPointer + "&_include=*"))
                .on(Way.CHAIN, new Matches(fromPointer + "&focus:" + type() + "." + search))
                .on(Way.HAS, new Matches("/" + type() + "?_has:Observation:focus:_id=" + id(pointer)))
                .on(Way.EVERYTHING, new Keeps("/" + name(near) + "/$everything"))
                .on(
                        Way.GRAPHQL,
                        graphql("{" + type() + "(id:\"" + id() + "\"){" + shown + "}}"),
                        graphql("{" + type() + "List(_id:\"" + id() + "\"){" + shown + "}}"),
                        graphql("{Observation(id:\"" + id(pointer) + "\"){focus{resource{... on " + type() + "{" + shown
                                + "}}}}}"),
                        new Shows(path + "/$graphql?query="
                                + URLEncoder.encode("{" + shown + "}", StandardCharsets.UTF_8)))
                .on(
                        Way.HISTORY,
                        new Shows(path + "/_history?_format=json"),
                        new Shows(path + "/_history/1?_format=json"),
                        new Shows("/" + type() + "/_history?_count=50"))
                .on(
                        Way.BATCH,
                        new ShowsInBundle(path),
                        new ShowsInBundle(byId),
                        new ShowsInBundle(fromPointer + "&_include=Observation:focus"),
                        new RefusedInBundle("POST", "Observation", pointingTo(type() + "?" + search)))
                .on(Way.OPERATION, refused("GET", path + "/$meta", null), refused("GET", path + "/$diff", null))
                .inBulkAndLater();
        toPatient.ifPresent(parameter -> byPatient(tried, parameter));
        return tried;
    }

    private void byPatient(Prohibition tried, String parameter) {
        var reverse = "_has:" + type() + ":" + parameter + ":" + search;
        tried.on(Way.REST, new Shows("/" + type() + "?" + parameter + "=" + name(whose)))
                .on(Way.INCLUDE, new Shows("/Patient?_id=" + id(whose) + "&_revinclude=" + type() + ":" + parameter))
                .on(Way.CHAIN, new Matches("/" + type() + "?" + parameter + ":Patient.family=Ward&" + search))
                .on(Way.HAS, new Matches("/Patient?" + reverse), new Matches("/Encounter?subject:Patient." + reverse))
                .on(Way.EVERYTHING, new Keeps("/" + name(whose) + "/$everything"))
                .on(
                        Way.GRAPHQL,
                        graphql("{Patient(id:\"" + id(whose) + "\"){" + type() + "List(_reference:" + parameter + "){"
                                + shown + "}}}"));
    }

    /** A reference that is to be found by a search would tell whether there is such a record. */
    private String pointingTo(String search) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                + "\"category\":[{\"coding\":[{\"code\":\"vital-signs\"}]}],\"subject\":{\"reference\":\"" + name(near)
                + "\"},\"focus\":[{\"reference\":\"" + search + "\"}]}";
    }
}
