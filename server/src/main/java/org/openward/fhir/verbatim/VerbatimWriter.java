package org.openward.fhir.verbatim;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.openward.fhir.FhirInterceptor;

/** Puts the stored elements into the answer on its way to the client. */
@FhirInterceptor
@Interceptor
public class VerbatimWriter {
    private final VerbatimRules rules;

    VerbatimWriter(VerbatimRules rules) {
        this.rules = rules;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void beginning(RequestDetails request) {
        if (VerbatimRules.isHistory(request) && rules.allow(request)) {
            AnswerInTurn.begin(request);
        }
    }

    @Hook(Pointcut.SERVER_OUTGOING_WRITER_CREATED)
    public Writer writing(RequestDetails request, Writer out) {
        return VerbatimAnswer.ifAny(request)
                .filter(answer -> !answer.isEmpty())
                .<Writer>map(answer -> new Completing(answer, out))
                .orElseGet(() -> new Unhurried(out));
    }

    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void completed() {
        AnswerInTurn.end();
    }

    /** Leaves it to the server's buffer when bytes go out; HAPI's encoder would send each element in a packet of its own. */
    private static final class Unhurried extends FilterWriter {
        Unhurried(Writer out) {
            super(out);
        }

        @Override
        public void flush() {
            // The buffer is sent when it is full, and at the end.
        }
    }

    /** Collects what HAPI encodes, and writes the completed answer when that is all. */
    private static final class Completing extends StringWriter {
        private final VerbatimAnswer answer;
        private final Writer out;

        Completing(VerbatimAnswer answer, Writer out) {
            super(4096);
            this.answer = answer;
            this.out = out;
        }

        @Override
        public void close() throws IOException {
            answer.write(toString(), out);
            out.close();
        }
    }
}
