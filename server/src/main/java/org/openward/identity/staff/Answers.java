package org.openward.identity.staff;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Date;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UrlType;
import org.openward.identity.accounts.InvitationLink;
import org.openward.identity.accounts.Roles;
import org.openward.identity.sessions.SignIn;
import org.openward.security.roles.RoleRights;

/** What an administrator is told about an account. */
final class Answers {
    private static final RoleRights RIGHTS = RoleRights.read();

    private Answers() {}

    static Parameters welcome(Welcome welcome, HttpServletRequest request) {
        var link = InvitationLink.of(welcome.secret(), request);
        return new Parameters()
                .addParameter("practitioner", new Reference("Practitioner/" + welcome.practitioner()))
                .addParameter("user-name", welcome.userName())
                .addParameter("link", new UrlType(link))
                .addParameter("expires", new InstantType(Date.from(welcome.expires())));
    }

    static Parameters roles(Roles roles) {
        var answer = new Parameters();
        roles.codes().forEach(role -> answer.addParameter("role", new CodeType(role)));
        return answer;
    }

    static Parameters ended(int count) {
        return new Parameters().addParameter("ended", new IntegerType(count));
    }

    static Parameters rights(Rights rights) {
        var answer = roles(rights.roles());
        answer.addParameter("user-name", rights.account().userName());
        answer.addParameter("open", new BooleanType(rights.isOpen()));
        answer.addParameter("second-factor", new BooleanType(rights.hasSecondFactor()));
        RIGHTS.scopes(rights.roles().codes()).forEach(scope -> answer.addParameter("scope", scope));
        RIGHTS.permissions(rights.roles().codes()).forEach(permission -> answer.addParameter("permission", permission));
        rights.signIns().forEach(signIn -> add(answer, signIn));
        return answer;
    }

    private static void add(Parameters answer, SignIn signIn) {
        var session = answer.addParameter().setName("session");
        session.addPart().setName("id").setValue(new StringType(signIn.id().toString()));
        session.addPart().setName("level").setValue(new StringType(signIn.level()));
        session.addPart().setName("address").setValue(new StringType(signIn.address()));
        session.addPart().setName("since").setValue(new InstantType(Date.from(signIn.since())));
        session.addPart().setName("last-seen").setValue(new InstantType(Date.from(signIn.lastSeen())));
    }
}
