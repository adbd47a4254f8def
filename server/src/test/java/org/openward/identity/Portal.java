package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;

/** The way of somebody who is no staff from the front desk's link to a token. */
final class Portal {
    static final String PASSWORD = "tulip moss granite seven";

    private final Hospital hospital;

    Portal(Hospital hospital) {
        this.hospital = hospital;
    }

    static String path(Resource record) {
        return record.fhirType() + "/" + id(record);
    }

    static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }

    static String aName(String kind) {
        return kind + "-" + UUID.randomUUID();
    }

    /** The desk invites, and the person uses the link. */
    Browser invited(Resource record, String userName) {
        var invited = invite(record, userName);
        accept(invited, PASSWORD);
        return signedIn(userName);
    }

    Parameters invite(Resource record, String userName) {
        var answer = hospital.asDemo()
                .post("/" + path(record) + "/$invite", new Parameters().addParameter("user-name", userName));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.resource(Parameters.class);
    }

    /** The path and query of the link. */
    static String link(Parameters invited) {
        var link = invited.getParameterValue("link").primitiveValue();
        return link.substring(link.indexOf("/invitation"));
    }

    Gate.Reply accept(Parameters invited, String password) {
        return accept(link(invited), password);
    }

    Gate.Reply accept(String link, String password) {
        return new Browser(hospital.root())
                .submit(link, "secret", link.replaceFirst(".*secret=", ""), "password", password, "again", password);
    }

    Browser signedIn(String userName) {
        var browser = new Browser(hospital.root());
        browser.signIn(userName, PASSWORD);
        return browser;
    }

    /** What an app gets that begins with a patient. */
    Gate.Reply token(Browser browser, String scope) {
        return browser.exchange(browser.open(launching(scope)).location());
    }

    /** The address to which an app that begins with a patient sends its user. */
    String launching(String scope) {
        return Browser.authorize(scope, "&aud=" + Gate.encoded(hospital.root() + "/fhir"));
    }

    FhirClient holder(Gate.Reply token) {
        assertThat(token.status()).as(token.toString()).isEqualTo(200);
        return hospital.withBearer(token.text("access_token"));
    }
}
