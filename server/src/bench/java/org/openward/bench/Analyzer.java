package org.openward.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** One analyzer that sends blood counts of ten results over MLLP, each with a number that never came before. */
record Analyzer(String address, String name, String patient, String number) {
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final int PATIENCE = 60_000;
    private static final String ACCEPTED = "MSA|AA|";
    private static final String RESULT =
            """
            MSH|^~\\&|%4$s|LAB|OPENWARD|HOSPITAL|20261121081500||ORU^R01^ORU_R01|%1$s|P|2.5.1||||||UNICODE UTF-8
            PID|1||%2$s^^^OPENWARD^MR||%3$s^Asha||19800412|F
            ORC|RE|%1$s
            OBR|1|%1$s|%1$s|58410-2^CBC panel - Blood by Automated count^LN|||20261121080000|||||||||||||||20261121081400||HM|F
            OBX|1|NM|6690-2^WBC^LN||6.4|10*3/uL|4.0-10.0|N|||F|||20261121081200
            OBX|2|NM|789-8^RBC^LN||4.71|10*6/uL|3.80-5.10|N|||F|||20261121081200
            OBX|3|NM|718-7^HGB^LN||10.9|g/dL|12.0-15.5|L|||F|||20261121081200
            OBX|4|NM|4544-3^HCT^LN||34.1|%%|36.0-46.0|L|||F|||20261121081200
            OBX|5|NM|787-2^MCV^LN||72.4|fL|80-96|L|||F|||20261121081200
            OBX|6|NM|785-6^MCH^LN||23.1|pg|27-33|L|||F|||20261121081200
            OBX|7|NM|786-4^MCHC^LN||32.0|g/dL|32-36|N|||F|||20261121081200
            OBX|8|NM|777-3^PLT^LN||254|10*3/uL|150-410|N|||F|||20261121081200
            OBX|9|NM|788-0^RDW^LN||13.8|%%|11.6-14.0|N|||F|||20261121081200
            OBX|10|NM|32623-1^MPV^LN||9.8|fL|9.4-12.4|N|||F|||20261121081200
            """;

    /** Of its next message, its sample and its order. */
    String nextNumber() {
        return name + "-" + COUNTER.incrementAndGet();
    }

    /** Its message of that number. */
    String message(String order) {
        return RESULT.formatted(order, number, Workload.MADE_HERE, name).replace('\n', '\r');
    }

    Line connect() throws IOException {
        return new Line(URI.create("mllp://" + address));
    }

    /** Its open connection. */
    static final class Line implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Line(URI address) throws IOException {
            socket = new Socket(address.getHost(), address.getPort());
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** Sends a message and waits for its acknowledgement. */
        boolean isAccepted(String message) throws IOException {
            out.write(("\u000b" + message + "\u001c\r").getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            for (int each = in.read(); each >= 0 && each != 0x1c; each = in.read()) {
                answer.append((char) each);
            }
            if (in.read() != '\r') {
                throw new IOException("The acknowledgement was cut short.");
            }
            return answer.indexOf(ACCEPTED) >= 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
