package org.openward.astm.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.astm.link.FrameReader.Found;
import org.openward.astm.link.LinkEvent.Cause;

/**
 * The state of one line by LIS01-A, as receiver and as sender.
 *
 * <p>It does nothing itself: it is told what came over the line and what time it is, and answers with what is to be done.
 * A frame is acknowledged only after its owner said that it is kept. It belongs to one thread.
 */
public final class AstmLink {
    private final LinkSettings settings;
    private final StringBuilder unread = new StringBuilder();
    private int position;
    private final Deque<Outgoing> outbox = new ArrayDeque<>();
    private final List<LinkEvent> events = new ArrayList<>();
    private State state = State.NEUTRAL;
    private FrameReader reader;
    private Incoming incoming;
    private @Nullable Instant alarm;
    private Instant mayCall = Instant.MIN;
    private boolean paused;
    private boolean noisy;
    private long uncalled;

    private enum State {
        NEUTRAL,
        /** The other side called and sends frames. */
        RECEIVING,
        /** A frame came and is not yet kept. */
        STORING,
        /** We called and wait for an answer. */
        CALLING,
        /** We sent a frame and wait for an answer. */
        SENDING
    }

    public AstmLink(LinkSettings settings) {
        this.settings = settings;
        this.reader = new FrameReader(settings.sizes().frame());
        this.incoming = new Incoming(settings.sizes().transmission());
    }

    /** Something came over the line. */
    public List<LinkEvent> receive(byte[] bytes, Instant now) {
        int room = Math.max(0, settings.sizes().transmission() - unread.length());
        // Who sends on without waiting for answers loses what does not fit: its frame will be damaged and sent again.
        unread.append(Controls.text(bytes), 0, Math.min(room, bytes.length));
        return proceed(now);
    }

    /** The frame that arrived last is kept. */
    public List<LinkEvent> stored(Instant now) {
        requireStoring();
        incoming.keep();
        answer(Controls.ACK, now);
        return proceed(now);
    }

    /** The frame that arrived last could not be kept: its sender shall send it again. */
    public List<LinkEvent> notStored(Instant now) {
        requireStoring();
        incoming.refuse();
        answer(Controls.NAK, now);
        return proceed(now);
    }

    /** Sends a message, each byte one character, as soon as the line is free. */
    public List<LinkEvent> send(byte[] message, Instant now) {
        return send(message, settings.packing(), now);
    }

    /** Sends a message in frames of another packing than the line's usual one. */
    public List<LinkEvent> send(byte[] message, LinkSettings.Packing packing, Instant now) {
        String text = Controls.text(message);
        boolean restricted = text.chars().anyMatch(each -> each < ' ' && each != Controls.CR);
        if (restricted || text.isEmpty()) {
            throw new IllegalArgumentException("A message to send has text, and no control characters but CR");
        }
        outbox.add(new Outgoing(text, settings.with(packing)));
        return proceed(now);
    }

    /** Time has passed; to be called when {@link #alarm} is reached. */
    public List<LinkEvent> elapse(Instant now) {
        if (alarm != null && !now.isBefore(alarm)) {
            alarm = null;
            ring(now);
        }
        return proceed(now);
    }

    /** When time will matter next. */
    public Optional<Instant> alarm() {
        return Optional.ofNullable(alarm);
    }

    /** How much text came from a sender that had not called. */
    public long uncalled() {
        return uncalled;
    }

    /** Whether nobody is in the middle of sending anything. */
    public boolean isNeutral() {
        return state == State.NEUTRAL;
    }

    /** Answers calls with "busy" until {@link #resume}; what is being received goes on. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
    }

    /** The connection has ended: whatever is not whole is broken. */
    public List<LinkEvent> close() {
        if (state == State.STORING) {
            incoming.refuse();
        }
        if ((state == State.RECEIVING || state == State.STORING) && !incoming.isEmpty()) {
            events.add(incoming.broken(Cause.CLOSED));
        }
        outbox.forEach(each -> events.add(new LinkEvent.Undelivered(Cause.CLOSED, each.text())));
        outbox.clear();
        forgetUnread();
        neutral();
        return drain();
    }

    private List<LinkEvent> proceed(Instant now) {
        noisy = false;
        while (position < unread.length() && state != State.STORING) {
            take(unread.charAt(position++), now);
        }
        unread.delete(0, position);
        position = 0;
        callIfFree(now);
        return drain();
    }

    private void forgetUnread() {
        unread.setLength(0);
        position = 0;
    }

    private List<LinkEvent> drain() {
        List<LinkEvent> happened = List.copyOf(events);
        events.clear();
        return happened;
    }

    private void take(char each, Instant now) {
        switch (state) {
            case NEUTRAL -> idle(each, now);
            case RECEIVING -> reader.take(each).ifPresent(found -> found(found, now));
            case CALLING -> answerToCall(each, now);
            case SENDING -> answerToFrame(each, now);
            case STORING -> throw new IllegalStateException("Nothing is read while a frame is being kept");
        }
    }

    // Receiving

    /** A call stands alone: one in the middle of other bytes is a damaged one of a frame that we do not expect. */
    private void idle(char each, Instant now) {
        if (each != Controls.ENQ) {
            noisy = true;
            uncalled += each < ' ' ? 0 : 1;
        } else if (!noisy || position == unread.length()) {
            answerCall(now);
        }
    }

    private void answerCall(Instant now) {
        if (paused) {
            put(Controls.NAK);
            return;
        }
        reader = new FrameReader(settings.sizes().frame());
        incoming = new Incoming(settings.sizes().transmission());
        answer(Controls.ACK, now);
    }

    private void answer(char reply, Instant now) {
        put(reply);
        state = State.RECEIVING;
        alarm = now.plus(settings.patience().frame());
    }

    private void found(Found found, Instant now) {
        if (found instanceof Found.Whole whole) {
            judge(whole.frame(), now);
            return;
        }
        switch ((Found.Other) found) {
            case DAMAGED -> {
                incoming.refuse();
                answer(Controls.NAK, now);
            }
            case END -> {
                incoming.end().ifPresent(events::add);
                neutral();
            }
            case END_INSIDE -> {
                events.add(incoming.broken(Cause.ABANDONED));
                neutral();
            }
            case CALL -> calledAgain(now);
        }
    }

    private void judge(Frame frame, Instant now) {
        switch (incoming.judge(frame)) {
            case KEEP -> {
                state = State.STORING;
                alarm = null;
                events.add(new LinkEvent.Arrived(frame));
            }
            case REPEAT -> answer(Controls.ACK, now);
            case REFUSE -> answer(Controls.NAK, now);
        }
    }

    /** A sender that calls waits for the answer: a call with something behind it is a damaged frame. */
    private void calledAgain(Instant now) {
        if (position < unread.length()) {
            return;
        }
        if (!incoming.isEmpty()) {
            events.add(incoming.broken(Cause.RESTART));
        }
        answerCall(now);
        if (paused) {
            neutral();
        }
    }

    // Sending

    private void callIfFree(Instant now) {
        if (state != State.NEUTRAL || outbox.isEmpty()) {
            return;
        }
        if (now.isBefore(mayCall)) {
            alarm = mayCall;
            return;
        }
        outbox.element().called();
        put(Controls.ENQ);
        state = State.CALLING;
        alarm = now.plus(settings.patience().reply());
    }

    private void answerToCall(char reply, Instant now) {
        switch (reply) {
            case Controls.ACK -> {
                outbox.element().begin();
                sendFrame(now);
            }
            case Controls.NAK -> postpone(Cause.REFUSED, settings.patience().busy(), now);
            case Controls.ENQ -> postpone(Cause.CONTENTION, settings.patience().afterContention(settings.side()), now);
            default -> {
                // Line noise is no answer; the reply timer decides.
            }
        }
    }

    private void postpone(Cause cause, Duration pause, Instant now) {
        neutral();
        mayCall = now.plus(pause);
        if (outbox.element().calls() >= settings.patience().attempts()) {
            events.add(new LinkEvent.Undelivered(cause, outbox.remove().text()));
        }
    }

    private void answerToFrame(char reply, Instant now) {
        // What came with this reply answers no frame that is not sent yet.
        forgetUnread();
        Outgoing message = outbox.element();
        // EOT may mean "taken, but stop soon", or that the other side ended a call of its own and has taken nothing.
        // Sending the frame again is right in both cases: a frame that was taken is recognised.
        if (reply == Controls.ACK) {
            message.acknowledged();
            if (message.isDone()) {
                put(Controls.EOT);
                neutral();
                events.add(new LinkEvent.Delivered(outbox.remove().text()));
                return;
            }
        } else if (message.attempts() >= settings.patience().attempts()) {
            giveUp(Cause.REFUSED, now);
            return;
        }
        sendFrame(now);
    }

    private void sendFrame(Instant now) {
        events.add(new LinkEvent.Send(outbox.element().frame()));
        state = State.SENDING;
        alarm = now.plus(settings.patience().reply());
    }

    private void giveUp(Cause cause, Instant now) {
        put(Controls.EOT);
        neutral();
        mayCall = now.plus(settings.patience().busy());
        events.add(new LinkEvent.Undelivered(cause, outbox.remove().text()));
    }

    // Time

    private void ring(Instant now) {
        switch (state) {
            case RECEIVING -> {
                if (!incoming.isEmpty() || reader.isInside()) {
                    events.add(incoming.broken(Cause.SILENCE));
                }
                neutral();
            }
            case CALLING -> {
                put(Controls.EOT);
                postpone(Cause.SILENCE, settings.patience().busy(), now);
            }
            case SENDING -> giveUp(Cause.SILENCE, now);
            case NEUTRAL, STORING -> {
                // It only was time to call again, or our own keeping takes long.
            }
        }
    }

    private void neutral() {
        state = State.NEUTRAL;
        alarm = null;
    }

    private void put(char control) {
        events.add(new LinkEvent.Send(String.valueOf(control)));
    }

    private void requireStoring() {
        if (state != State.STORING) {
            throw new IllegalStateException("No frame waits to be kept");
        }
    }
}
