package org.openward.terminology;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;
import org.openward.terminology.ExpansionRequest.Page;
import org.openward.terminology.ExpansionRequest.Wish;

/** A code system of so many codes that they are chosen and counted where they are kept. */
public interface Catalogue extends Codes {
    /** The codes that somebody wants to see. */
    Chosen chosen(Choice choice);

    /**
     * Some of the codes that were chosen, with their names.
     *
     * @param total how many there are in all
     */
    record Chosen(int total, List<Concept> concepts) {}

    /**
     * Which codes are wanted.
     *
     * @param filters all of which choose them
     * @param words with each of which a word of the code or of one of its names begins
     */
    record Choice(List<ConceptSetFilterComponent> filters, List<String> words, Set<Wish> wishes, Page page) {
        static Choice of(ValueSet set, ConceptSetComponent include, ExpansionRequest request) {
            var wishes = EnumSet.noneOf(Wish.class);
            wishes.addAll(request.wishes());
            if (set.getCompose().hasInactive() && !set.getCompose().getInactive()) {
                wishes.add(Wish.ACTIVE_ONLY);
            }
            var words = List.of(StringUtils.split(StringUtils.defaultString(request.filter())));
            return new Choice(include.getFilter(), words, wishes, request.page());
        }

        /** The same, but of not more codes than that. */
        Choice atMost(int most) {
            var count = page.count();
            return count != null && count <= most
                    ? this
                    : new Choice(filters, words, wishes, new Page(page.offset(), most));
        }
    }
}
