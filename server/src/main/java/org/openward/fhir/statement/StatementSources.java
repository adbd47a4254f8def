package org.openward.fhir.statement;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.util.List;
import org.openward.profiles.Definitions;

/**
 * Where the server's statement about itself comes from, besides what HAPI knows.
 *
 * @param published the definitions of OpenWard's own operations
 * @param stores where definitions are that somebody stored
 */
public record StatementSources(List<StatementPart> parts, Definitions published, DaoRegistry stores) {}
