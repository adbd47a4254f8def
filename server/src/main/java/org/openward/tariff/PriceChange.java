package org.openward.tariff;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.jspecify.annotations.Nullable;
import org.openward.approvals.ApprovableChange;
import org.openward.approvals.ApprovalRefused;
import org.openward.approvals.Proposal;
import org.openward.fhir.FhirStore;
import org.springframework.stereotype.Component;

/** A change of the price list that waits until somebody else approves it. */
@Component
class PriceChange implements ApprovableChange {
    private static final String NAME = "price-change";
    private static final String TYPE = "ChargeItemDefinition/";
    private static final String ADD = "Add to the price list";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FhirStore store;

    PriceChange(FhirStore store) {
        this.store = store;
    }

    /**
     * What is to be written.
     *
     * @param id of the entry; empty for a new one that the server names
     * @param version of the entry that the proposer saw; empty for a new one
     * @param entry as it is to be, as FHIR JSON; empty when it is to be deleted
     */
    record Wanted(@Nullable String id, @Nullable String version, @Nullable String entry) {}

    @Override
    public String name() {
        return NAME;
    }

    Proposal adding(ChargeItemDefinition entry) {
        return proposal(ADD, new Wanted(null, null, written(entry)), entry);
    }

    Proposal addingUnderItsId(ChargeItemDefinition entry) {
        return proposal(ADD, new Wanted(id(entry), null, written(entry)), entry);
    }

    Proposal updating(ChargeItemDefinition before, ChargeItemDefinition after) {
        return proposal("Change in the price list", new Wanted(id(before), version(before), written(after)), after);
    }

    Proposal deleting(ChargeItemDefinition entry) {
        return proposal("Take out of the price list", new Wanted(id(entry), version(entry), null), entry);
    }

    private static Proposal proposal(String verb, Wanted wanted, ChargeItemDefinition entry) {
        try {
            var about = wanted.version() == null ? null : TYPE + wanted.id();
            return new Proposal(NAME, JSON.writeValueAsString(wanted), verb + ": " + described(entry), about);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String described(ChargeItemDefinition entry) {
        var service = entry.getCode().hasText()
                ? entry.getCode().getText()
                : entry.getCode().getCodingFirstRep().getCode();
        var price = PriceListEntry.of(entry)
                .map(known -> known.price().amount().toString())
                .orElse("no price in use");
        return (service == null ? entry.getUrl() : service) + ", " + price;
    }

    @Override
    public Optional<String> carryOut(String content, String proposer) {
        var wanted = wanted(content);
        if (wanted.version() != null) {
            requireUnchanged(wanted);
        }
        if (wanted.entry() == null) {
            store.delete(ChargeItemDefinition.class, String.valueOf(wanted.id()));
            return Optional.empty();
        }
        var entry = FhirContext.forR4Cached().newJsonParser().parseResource(ChargeItemDefinition.class, wanted.entry());
        if (wanted.id() == null) {
            return Optional.of(TYPE + id(store.create(entry)));
        }
        if (wanted.version() == null
                && store.find(ChargeItemDefinition.class, wanted.id()).isPresent()) {
            throw ApprovalRefused.overtaken();
        }
        entry.setId(wanted.id());
        return Optional.of(TYPE + id(store.update(entry)));
    }

    private void requireUnchanged(Wanted wanted) {
        var stored = store.find(ChargeItemDefinition.class, String.valueOf(wanted.id()));
        if (stored.filter(entry -> version(entry).equals(wanted.version())).isEmpty()) {
            throw ApprovalRefused.overtaken();
        }
    }

    private static Wanted wanted(String content) {
        try {
            return JSON.readValue(content, Wanted.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A proposed price change cannot be read.", unreadable);
        }
    }

    /** Without what the server says of its own about a version. */
    private static String written(ChargeItemDefinition entry) {
        var copy = entry.copy();
        copy.setId((String) null);
        copy.getMeta().setVersionId(null).setLastUpdated(null).setSource(null);
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(copy);
    }

    private static String id(ChargeItemDefinition entry) {
        return entry.getIdElement().getIdPart();
    }

    private static String version(ChargeItemDefinition entry) {
        return entry.getIdElement().hasVersionIdPart()
                ? entry.getIdElement().getVersionIdPart()
                : entry.getMeta().getVersionId();
    }
}
