package org.openward.fhir.terminology.load;

import java.util.Arrays;
import org.openward.terminology.release.BadRelease;

/** What stands under what in an edition, by the numbers of its codes. */
final class Hierarchy {
    /** No publisher's code stands under so many. */
    private static final int MOST_ABOVE = 5_000;

    private final int[] codes;
    private final int[] firstParent;
    private final int[] parents;
    private final int[] seen;
    private final int[] found = new int[MOST_ABOVE + 1];
    private int asked;

    /**
     * Keeps them as they are.
     *
     * @param codes all numbers, in order
     * @param children the lower of each pair, in order
     * @param parents the upper of each pair
     */
    Hierarchy(int[] codes, int[] children, int[] parents) {
        this.codes = codes;
        this.parents = new int[parents.length];
        this.firstParent = new int[codes.length + 1];
        this.seen = new int[codes.length];
        var pair = 0;
        for (int place = 0; place < codes.length; place++) {
            firstParent[place] = pair;
            while (pair < children.length && children[pair] == codes[place]) {
                this.parents[pair] = Arrays.binarySearch(codes, parents[pair]);
                pair++;
            }
        }
        firstParent[codes.length] = pair;
    }

    int size() {
        return codes.length;
    }

    int code(int place) {
        return codes[place];
    }

    /** The numbers of the code at that place and of all that it stands under. */
    int[] lineage(int place) {
        asked++;
        var count = 0;
        found[count++] = place;
        seen[place] = asked;
        for (int next = 0; next < count; next++) {
            for (int pair = firstParent[found[next]]; pair < firstParent[found[next] + 1]; pair++) {
                var parent = parents[pair];
                if (parent == place) {
                    throw new Circle(codes[place]);
                }
                if (seen[parent] != asked) {
                    seen[parent] = asked;
                    if (count == MOST_ABOVE) {
                        throw new BadRelease("A code stands under more than %,d others.".formatted(MOST_ABOVE));
                    }
                    found[count++] = parent;
                }
            }
        }
        return Arrays.stream(found, 0, count).map(each -> codes[each]).toArray();
    }

    /** A code stands under itself. */
    static final class Circle extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int code;

        Circle(int code) {
            super("A code stands under itself.");
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
