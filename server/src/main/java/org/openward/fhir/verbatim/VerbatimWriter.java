package org.openward.fhir.verbatim;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirInterceptor;

/** Puts the stored elements into the answer on its way to the client. */
@FhirInterceptor
@Interceptor
public class VerbatimWriter {
    /** After whoever may still hide a record, and after the trail, which says what was seen. */
    private static final int AFTER_ALL_WHO_LOOK = 950;

    private final VerbatimRules rules;
    private final StandIns standIns;

    VerbatimWriter(VerbatimRules rules, StandIns standIns) {
        this.rules = rules;
        this.standIns = standIns;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void beginning(RequestDetails request) {
        if (VerbatimRules.isHistory(request)) {
            AnswerInTurn.begin(request, rules.of(request));
        }
    }

    /** Shows what is left when all have looked as it is stored. */
    @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = AFTER_ALL_WHO_LOOK)
    public void answering(RequestDetails request, ResponseDetails response) {
        if (!SeenFirst.isIn(request)) {
            return;
        }
        if (response.getResponseResource() instanceof Bundle page) {
            page.getEntry().forEach(entry -> SeenFirst.textOf(entry.getResource())
                    .ifPresent(json -> entry.setResource(standIns.of(entry.getResource(), json, request))));
        } else if (response.getResponseResource() instanceof Resource record) {
            SeenFirst.textOf(record)
                    .ifPresent(json -> response.setResponseResource(standIns.of(record, json, request)));
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
