package org.openward.identity.staff;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignIns;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** What is in use of an account: the sign-ins, with all that apps were given in them, and the second factor. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class Access {
    private final SignIns signIns;
    private final SecondFactors factors;

    Access(SignIns signIns, SecondFactors factors) {
        this.signIns = signIns;
        this.factors = factors;
    }

    List<SignIn> signIns(String userName) {
        return signIns.of(userName);
    }

    int end(String userName, String why) {
        return signIns.endOthers(userName, Optional.empty(), why);
    }

    int end(String userName, List<UUID> named, String why) {
        return (int) named.stream()
                .distinct()
                .filter(id -> signIns.end(userName, id, why))
                .count();
    }

    boolean hasSecondFactor(String userName) {
        return factors.isSetUp(userName);
    }

    void removeSecondFactor(String userName) {
        factors.remove(userName);
    }
}
