package org.openward.interfaceengine.archive;

import java.util.Date;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** A page of the archive as the answer of an operation. */
final class ArchiveAnswer {
    private ArchiveAnswer() {}

    static Parameters of(MessageList list) {
        var answer = new Parameters();
        list.counts().forEach((status, number) -> {
            var count = answer.addParameter().setName("count");
            add(count, "status", new CodeType(status));
            add(count, "number", new IntegerType(Math.toIntExact(number)));
        });
        list.messages()
                .forEach(message -> describe(message, answer.addParameter().setName("message")));
        if (list.next() != null) {
            answer.addParameter("next", new StringType(Long.toString(list.next())));
        }
        return answer;
    }

    private static void describe(ListedMessage message, ParametersParameterComponent part) {
        add(part, "number", new StringType(Long.toString(message.number())));
        add(part, "received", new InstantType(Date.from(message.receivedAt())));
        add(part, "lane", new StringType(message.lane()));
        refer(part, "device", "Device", message.device());
        say(part, "type", message.header().type());
        say(part, "controlId", message.header().controlId());
        say(part, "sent", message.header().sentAt());
        describe(message.fate(), part);
        add(part, "repeats", new IntegerType(Math.toIntExact(message.repeats())));
        if (message.raw().content().length > 0) {
            add(part, "raw", new Base64BinaryType(message.raw().content()));
        }
    }

    private static void describe(ListedMessage.Fate fate, ParametersParameterComponent part) {
        add(part, "status", new CodeType(fate.status()));
        say(part, "reason", fate.reason());
        say(part, "detail", fate.detail());
        refer(part, "task", "Task", fate.task());
        fate.reports().forEach(report -> refer(part, "report", "DiagnosticReport", report));
        fate.records().forEach(record -> add(part, "record", new Reference(record)));
        fate.remarks().forEach(remark -> {
            var told = part.addPart().setName("remark");
            add(told, "code", new CodeType(remark.code()));
            say(told, "place", remark.place());
            say(told, "text", remark.detail());
        });
    }

    private static void say(ParametersParameterComponent part, String name, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            add(part, name, new StringType(text));
        }
    }

    private static void refer(ParametersParameterComponent part, String name, String type, @Nullable String id) {
        if (id != null) {
            add(part, name, new Reference(type + "/" + id));
        }
    }

    private static void add(ParametersParameterComponent part, String name, Type value) {
        part.addPart().setName(name).setValue(value);
    }
}
