package org.openward.notifications;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openward.notifications.SubscriptionBook.Claimed;
import org.openward.notifications.SubscriptionBook.Entry;
import org.openward.notifications.carriers.NotDelivered;
import org.openward.notifications.carriers.NotDelivered.Hope;
import org.openward.notifications.carriers.Notice;
import org.openward.notifications.carriers.Notice.Told;
import org.openward.notifications.carriers.Post;
import org.openward.notifications.terms.Terms;
import org.openward.notifications.websocket.SocketNews;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/**
 * Tells a receiver what he has not acknowledged, in its order. Nothing is held in the database while he takes his time; who
 * dies meanwhile leaves a lease behind that ends. Works in the acting caller's tenant.
 */
@Component
class DeliveryDesk implements SocketNews {
    private static final int TURN = 20;
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final DeliveryBook book;
    private final SubscriptionDesk desk;
    private final Post post;
    private final StandingRights rights;
    private final NotificationSettings settings;
    private final NotificationMetrics metrics;

    DeliveryDesk(
            DeliveryBook book,
            SubscriptionDesk desk,
            Post post,
            StandingRights rights,
            NotificationSettings settings,
            NotificationMetrics metrics) {
        this.book = book;
        this.desk = desk;
        this.post = post;
        this.rights = rights;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Whose receivers share a way with this subscription's. */
    String way(Terms terms) {
        return post.way(terms);
    }

    /** Tells the next events of an active subscription; whether there may be more. */
    boolean deliver(String id) {
        var claimed = book.claim(id, "active", span());
        return claimed.isPresent() && deliver(claimed.get());
    }

    private boolean deliver(Claimed claimed) {
        var entry = claimed.entry();
        if (!stillMayHear(entry)) {
            return false;
        }
        var delivered = entry.delivered();
        for (int turn = 0; turn < TURN; turn++) {
            var events = book.after(entry, delivered);
            if (events.isEmpty()) {
                break;
            }
            delivered = events.get(events.size() - 1).number();
            var told = post.visible(entry.terms(), events);
            if (!isTold(claimed, told, delivered) || !book.acknowledged(claimed, told, delivered, span())) {
                return false;
            }
            metrics.delivered(entry.terms(), told.size());
        }
        book.release(claimed);
        return delivered < entry.events();
    }

    private boolean isTold(Claimed claimed, List<Told> told, long upTo) {
        var terms = claimed.entry().terms();
        if (told.isEmpty()) {
            return true;
        }
        return isSent(claimed, () -> {
            if (terms.isOfTopic()) {
                post.send(notice(claimed.entry(), Notice.EVENTS, upTo, told), patience(terms));
            } else {
                post.sendPlain(terms, told.get(0), patience(terms));
            }
        });
    }

    /** Says to a silent receiver that all is well. */
    void heartbeat(String id) {
        book.claim(id, "active", span()).ifPresent(claimed -> {
            var entry = claimed.entry();
            var notice = notice(claimed.entry(), Notice.HEARTBEAT, entry.delivered(), List.of());
            if (isSent(claimed, () -> post.send(notice, patience(entry.terms())))
                    && book.acknowledged(claimed, List.of(), entry.delivered(), span())) {
                book.release(claimed);
            }
        });
    }

    /** Greets the receiver, if the subscription is of the guide's kind, and makes the subscription active. */
    void activate(String id) {
        book.claim(id, "requested", span()).ifPresent(claimed -> {
            var terms = claimed.entry().terms();
            try {
                if (terms.isOfTopic() && terms.channel().kind() == Terms.Kind.REST_HOOK) {
                    post.send(
                            notice(
                                    claimed.entry(),
                                    Notice.HANDSHAKE,
                                    claimed.entry().delivered(),
                                    List.of()),
                            patience(terms));
                }
                desk.activate(id, terms);
            } catch (NotDelivered failure) {
                desk.stop(id, terms, "The handshake failed. " + failure.getMessage());
            } finally {
                book.release(claimed);
            }
        });
    }

    @Override
    public Optional<Bindable> bindable(String id) {
        return listened(id).map(entry -> new Bindable(entry.terms(), entry.events()));
    }

    @Override
    public Map<String, Long> events(Collection<String> ids) {
        return book.events(ids);
    }

    @Override
    public Optional<String> sign(String id, Sign sign) {
        var type = sign == Sign.GREETING ? Notice.HANDSHAKE : Notice.HEARTBEAT;
        return listened(id)
                .filter(entry -> entry.terms().isOfTopic())
                .map(entry -> post.written(notice(entry, type, entry.events(), List.of())));
    }

    @Override
    public Optional<Message> next(String id, long after) {
        return listened(id).filter(this::stillMayHear).flatMap(entry -> next(entry, after));
    }

    private Optional<Message> next(Entry entry, long after) {
        if (!entry.terms().isOfTopic()) {
            return entry.events() > after
                    ? Optional.of(new Message("ping " + entry.id(), entry.events()))
                    : Optional.empty();
        }
        var events = book.after(entry, after);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        var last = events.get(events.size() - 1).number();
        var told = post.visible(entry.terms(), events);
        book.shown(entry, told);
        metrics.delivered(entry.terms(), told.size());
        return Optional.of(new Message(post.written(notice(entry, Notice.EVENTS, last, told)), last));
    }

    private Optional<Entry> listened(String id) {
        return book.find(id)
                .filter(entry -> entry.status().equals("active")
                        && entry.terms().channel().kind() == Terms.Kind.WEBSOCKET);
    }

    private boolean stillMayHear(Entry entry) {
        var may = rights.stillStand(entry.terms().subscriber().grant(), Acting.tenant());
        if (!may) {
            desk.stop(entry.id(), entry.terms(), "The subscriber is no longer registered with the rights that it had.");
        }
        return may;
    }

    private static Notice notice(Entry entry, String type, long events, List<Told> told) {
        return new Notice(entry.id(), entry.terms(), entry.status(), type, events, told, null);
    }

    private interface Sending {
        void send() throws NotDelivered;
    }

    private boolean isSent(Claimed claimed, Sending sending) {
        try {
            sending.send();
            return true;
        } catch (NotDelivered failure) {
            metrics.failed(claimed.entry().terms());
            postpone(claimed, failure);
            return false;
        }
    }

    private void postpone(Claimed claimed, NotDelivered failure) {
        var isOver = claimed.failingFor().compareTo(settings.retries().giveUpAfter()) > 0;
        if (failure.hope() == Hope.NEVER || isOver) {
            desk.stop(claimed.entry().id(), claimed.entry().terms(), String.valueOf(failure.getMessage()));
        } else {
            book.failed(claimed, settings.retries().waitAfter(claimed.attempts() + 1));
        }
    }

    private Duration patience(Terms terms) {
        var asked = Duration.ofSeconds(terms.channel().timeout());
        return asked.isZero() || asked.compareTo(settings.answerTime()) > 0 ? settings.answerTime() : asked;
    }

    /** Longer than any receiver is waited for, so that no other worker begins meanwhile. */
    private Duration span() {
        return settings.answerTime().plus(MARGIN);
    }
}
