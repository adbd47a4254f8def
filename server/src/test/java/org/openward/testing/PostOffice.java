package org.openward.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server: it keeps what it takes, and takes nothing for those whom a test names. */
public final class PostOffice implements AutoCloseable {
    private static final String RECIPIENT = "RCPT TO:<";

    private final ServerSocket door;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> letters = new ConcurrentHashMap<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final Map<String, Boolean> refusing = new ConcurrentHashMap<>();

    /** Open, at a port of its own on this machine. */
    public PostOffice() {
        try {
            door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        inBackground(this::serve);
    }

    private static void inBackground(Runnable work) {
        var clerk = new Thread(work, "post-office");
        clerk.setDaemon(true);
        clerk.start();
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Takes no letters to that address, as one does whose disk is full. */
    public void refuse(String address) {
        refusing.put(address, true);
    }

    /** Takes them again. */
    public void take(String address) {
        refusing.remove(address);
    }

    /** Every line that was said to it. */
    public List<String> heard() {
        return heard;
    }

    /** The letters that it took for that address, with their headers. */
    public List<String> lettersTo(String address) {
        return letters.getOrDefault(address, List.of());
    }

    /** How many it did not take. */
    public int refusedTo(String address) {
        return refused.getOrDefault(address, 0);
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var customer = door.accept();
                inBackground(() -> talk(customer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket customer) {
        try (customer) {
            var in = new BufferedReader(new InputStreamReader(customer.getInputStream(), StandardCharsets.UTF_8));
            say(customer, "220 post office");
            var address = "";
            for (var line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
                heard.add(line);
                if (line.startsWith(RECIPIENT)) {
                    address = line.substring(RECIPIENT.length(), line.indexOf('>'));
                }
                say(customer, line.equals("DATA") ? answerTo(letter(customer, in), address) : "250 yes");
            }
            say(customer, "221 bye");
        } catch (IOException gone) {
            // The next customer, or the end of the test.
        }
    }

    private String letter(Socket customer, BufferedReader in) throws IOException {
        say(customer, "354 go on");
        var lines = new ArrayList<String>();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        heard.addAll(lines);
        return String.join("\r\n", lines);
    }

    private String answerTo(String letter, String address) {
        if (refusing.containsKey(address)) {
            refused.merge(address, 1, Integer::sum);
            return "452 full";
        }
        letters.computeIfAbsent(address, nobody -> new CopyOnWriteArrayList<>()).add(letter);
        return "250 taken";
    }

    private static void say(Socket customer, String line) throws IOException {
        customer.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        customer.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
