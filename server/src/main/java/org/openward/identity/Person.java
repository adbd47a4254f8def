package org.openward.identity;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openward.security.ScopePolicy;

/**
 * Somebody who signs in with a name and a password.
 *
 * @param scopes the widest scopes that an app may have in this person's name
 * @param permissions the operations that this person may call
 * @param fhirUser who this is in the FHIR records, such as {@code Practitioner/12}
 * @param patient the patient whose records {@code patient/} scopes speak of
 */
record Person(
        String userName,
        String password,
        List<String> scopes,
        List<String> permissions,
        List<String> tenants,
        Optional<String> fhirUser,
        Optional<String> patient) {
    private static final String OF_ONE_PATIENT = "patient/";
    private static final String OF_MANY = "user/";

    /** The same scopes, for the records of one patient. */
    static List<String> ofOnePatient(List<String> scopes) {
        return scopes.stream()
                .map(scope -> scope.startsWith(OF_MANY) ? OF_ONE_PATIENT + scope.substring(OF_MANY.length()) : scope)
                .toList();
    }

    /** What is kept of requests that this person's roles alone hold to one patient: there the scopes say that they are the user's. */
    List<String> scopesThatAreKept() {
        return Stream.concat(
                        scopes.stream(),
                        scopes.stream()
                                .filter(scope -> scope.startsWith(OF_ONE_PATIENT))
                                .map(scope -> OF_MANY + scope.substring(OF_ONE_PATIENT.length())))
                .toList();
    }

    /** What an app gets that asked for those scopes: never more than it asked for and never more than the person has. */
    List<String> scopesAmong(Collection<String> asked) {
        return asked.stream().flatMap(this::within).distinct().toList();
    }

    private Stream<String> within(String asked) {
        if (ScopePolicy.OTHER.contains(asked)) {
            return Stream.of(asked);
        }
        var own = asked.startsWith(OF_ONE_PATIENT) ? scopesForOnePatient() : scopes;
        return ScopePolicy.among(own, asked).stream();
    }

    /** What somebody may do with the records of many he may do with those of one. */
    private List<String> scopesForOnePatient() {
        return Stream.concat(
                        scopes.stream(),
                        scopes.stream()
                                .filter(scope -> scope.startsWith(OF_MANY))
                                .map(scope -> OF_ONE_PATIENT + scope.substring(OF_MANY.length())))
                .toList();
    }

    /** Whether this person acts for patients whose relative he is. */
    boolean isCaregiver() {
        return fhirUser.filter(record -> record.startsWith("RelatedPerson/")).isPresent();
    }

    /** Whether it is another patient than this person is himself, if he is one. */
    boolean isSomebodyElseThan(String patientId) {
        return patient.filter(own -> !own.substring(own.lastIndexOf('/') + 1).equals(patientId))
                .isPresent();
    }

    /** The tenants that both the app and the person may enter. */
    List<String> tenantsAmong(Collection<String> ofTheClient) {
        return ofTheClient.contains(IssuerSettings.ANY_TENANT)
                ? tenants
                : tenants.stream().filter(ofTheClient::contains).toList();
    }

    /** The operations that both the app and the person may call. */
    List<String> permissionsAmong(Collection<String> ofTheClient) {
        return Stream.concat(
                        permissions.stream().filter(own -> isPermitted(own, ofTheClient)),
                        ofTheClient.stream().filter(its -> isPermitted(its, permissions)))
                .distinct()
                .toList();
    }

    /** {@code operation/*} is every operation and nothing else; {@code approval/*} every approval. */
    private static boolean isPermitted(String permission, Collection<String> by) {
        return by.contains(permission) || by.contains(permission.substring(0, permission.indexOf('/') + 1) + "*");
    }

    @Override
    public String toString() {
        return userName;
    }
}
