package org.openward.fhir.search.tables;

import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.QuantityParam;
import ca.uhn.fhir.rest.param.TokenParam;

/** The second part of a composite that remembers the first one: HAPI looks for each by itself. */
public final class Paired {
    private Paired() {}

    /** The second part, as HAPI takes it; what needs no memory stays as it is. */
    public static IQueryParameterType with(TokenParam first, IQueryParameterType second, RepeatedElement element) {
        if (second instanceof QuantityParam quantity && quantity.getMissing() == null) {
            return new Quantity(first, quantity, element);
        }
        return second instanceof TokenParam token && token.getMissing() == null
                ? new Token(first, token, element)
                : second;
    }

    /** A date of a composite. */
    public static final class Date extends DateParam {
        private static final long serialVersionUID = 1L;

        /** That date. */
        public Date(DateParam date) {
            super(date.getPrefix(), date.getValueAsString());
        }
    }

    /** A quantity that must stand in one element with a code. */
    static final class Quantity extends QuantityParam {
        private static final long serialVersionUID = 1L;

        private final transient TokenParam first;
        private final transient RepeatedElement element;

        private Quantity(TokenParam first, QuantityParam second, RepeatedElement element) {
            super(second.getPrefix(), second.getValue(), second.getSystem(), second.getUnits());
            this.first = first;
            this.element = element;
        }

        TokenParam first() {
            return first;
        }

        RepeatedElement element() {
            return element;
        }
    }

    /** A code that must stand in one element with another. */
    static final class Token extends TokenParam {
        private static final long serialVersionUID = 1L;

        private final transient TokenParam first;
        private final transient RepeatedElement element;

        private Token(TokenParam first, TokenParam second, RepeatedElement element) {
            super(second.getSystem(), second.getValue());
            this.first = first;
            this.element = element;
        }

        TokenParam first() {
            return first;
        }

        RepeatedElement element() {
            return element;
        }
    }
}
