package org.openward.fhir.search.oracle;

import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;

/** References by id, by type and id, by this server's address, by a type as modifier and the id, or by the identifier that stands beside or instead of the id. */
final class ReferenceRule implements MatchRule {
    private final MatchRule identifiers = new TokenRule();
    private final String base;

    /**
     * A rule for references among the records of one server.
     *
     * @param base the server's FHIR address
     */
    ReferenceRule(String base) {
        this.base = base;
    }

    @Override
    public boolean isFindable(Base value) {
        return leadsOut(value) || (value instanceof Reference reference && reference.hasIdentifier());
    }

    /** Whether it leads to a record of its own, and not to one inside the same record, which no search looks for. */
    static boolean leadsOut(Base value) {
        return value instanceof Reference reference
                && reference.hasReference()
                && !reference.getReference().startsWith("#");
    }

    @Override
    public boolean matches(Base value, String modifier, String asked) {
        if (!(value instanceof Reference reference)) {
            return false;
        }
        if (modifier.equals("identifier")) {
            return reference.hasIdentifier() && identifiers.matches(reference.getIdentifier(), "", asked);
        }
        if (!leadsOut(reference)) {
            return false;
        }
        var target = reference.getReferenceElement().toUnqualifiedVersionless();
        var wanted = Escaped.plain(asked).replace(base + "/", "");
        if (!modifier.isEmpty()) {
            return target.getValue().equals(modifier + "/" + wanted);
        }
        return wanted.contains("/") ? target.getValue().equals(wanted) : wanted.equals(target.getIdPart());
    }
}
