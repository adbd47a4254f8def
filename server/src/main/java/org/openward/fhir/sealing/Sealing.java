package org.openward.fhir.sealing;

import org.springframework.stereotype.Component;

/** How numbers are sealed, for those who handle both texts and what is looked for in them. */
@Component
public final class Sealing {
    private final SealedTexts texts;
    private final SearchTokens tokens;

    Sealing(SealedTexts texts, SearchTokens tokens) {
        this.texts = texts;
        this.tokens = tokens;
    }

    /** The texts that hold the numbers. */
    public SealedTexts texts() {
        return texts;
    }

    /** What stands for the numbers. */
    public SearchTokens tokens() {
        return tokens;
    }
}
