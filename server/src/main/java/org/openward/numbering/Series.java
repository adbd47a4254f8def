package org.openward.numbering;

import java.util.Locale;

/** A kind of number that every tenant gives out, and how it looks until the tenant says otherwise. */
public enum Series {
    /** Medical record numbers. */
    MRN("MRN", 8),
    /** Accession numbers of laboratory orders, short enough for a tube's label. */
    ACCESSION("A", 8),
    /** Bill numbers, without gaps within each year. */
    INVOICE("INV-", 6);

    private final String prefix;
    private final int width;

    Series(String prefix, int width) {
        this.prefix = prefix;
        this.width = width;
    }

    NumberFormat usual() {
        return new NumberFormat(prefix, width, 1);
    }

    /** How the database knows the series. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
