package org.openward.hl7v2.mllp;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** What is to be said over one connection beside the answers; all but {@link Saying} belongs to the event loop of the channel. */
@SuppressWarnings("FutureReturnValueIgnored") // the listener tells whoever waits
final class Besides {
    private final Queue<Saying> waiting = new ArrayDeque<>();

    /** One frame, and the promise to tell whether it went out. */
    static final class Saying {
        private final byte[] content;
        private final CompletableFuture<Boolean> sent = new CompletableFuture<>();

        Saying(byte[] content) {
            this.content = content;
        }

        CompletableFuture<Boolean> sent() {
            return sent;
        }
    }

    void add(Saying saying) {
        waiting.add(saying);
    }

    void say(ChannelHandlerContext context) {
        for (Saying next = waiting.poll(); next != null; next = waiting.poll()) {
            Saying saying = next;
            context.writeAndFlush(Frames.framed(saying.content))
                    .addListener(written -> saying.sent.complete(written.isSuccess()));
        }
    }

    /** The connection is gone. */
    void end() {
        waiting.forEach(saying -> saying.sent.complete(false));
        waiting.clear();
    }
}
