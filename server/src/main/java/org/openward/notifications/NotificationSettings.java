package org.openward.notifications;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patiently and how busily subscribers are told.
 *
 * @param learningTime within which every server process learns of a new subscription, or writes everything down
 * @param deliveries how many receivers one server process speaks to at the same time
 * @param answerTime how long a receiver may take to acknowledge, unless its subscription says less
 * @param keep how long events are kept after they happened
 */
@ConfigurationProperties("openward.subscriptions")
public record NotificationSettings(
        @DefaultValue("5s") Duration learningTime,
        @DefaultValue("32") int deliveries,
        @DefaultValue("20s") Duration answerTime,
        @DefaultValue Retries retries,
        @DefaultValue("7d") Duration keep) {
    public NotificationSettings {
        if (learningTime.toMillis() < 1000 || answerTime.toMillis() < 1000 || deliveries < 1) {
            throw new IllegalArgumentException(
                    "Subscriptions need at least a second to learn and to answer, and one " + "delivery at a time.");
        }
    }

    /**
     * When a receiver that does not acknowledge is tried again.
     *
     * @param first the wait after the first failure; it doubles with each other one
     * @param longest the longest wait
     * @param giveUpAfter how long a receiver may fail before its subscription is stopped
     */
    public record Retries(
            @DefaultValue("2s") Duration first,
            @DefaultValue("1h") Duration longest,
            @DefaultValue("3d") Duration giveUpAfter) {
        private static final int MOST_DOUBLINGS = 20;

        Duration waitAfter(int attempts) {
            var wait = first.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
            return wait.compareTo(longest) > 0 ? longest : wait;
        }
    }
}
