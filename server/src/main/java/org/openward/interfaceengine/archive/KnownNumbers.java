package org.openward.interfaceengine.archive;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openward.hl7v2.changes.PatientIdentity;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.ErasedPerson.KnownBy;
import org.openward.profiles.Systems;

/**
 * The numbers of somebody who is to be forgotten, and whether a message that gives a number means that person. The same digits given out by somebody
 * else are somebody else's number.
 *
 * @param told the ids of the patients of whom senders told before under such a number
 */
record KnownNumbers(Set<String> patients, Set<KnownBy> numbers, Map<KnownBy, String> told) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]+");

    /** Numbers that senders gave out themselves stand in a namespace below one of these. */
    private static final Set<String> SENDERS = Set.of(Systems.ROOT + "device/", Systems.ROOT + "sender/");

    static KnownNumbers of(ErasedPerson person, Map<KnownBy, String> told) {
        return new KnownNumbers(person.patients(), person.numbers(), told);
    }

    /** The sender told of this person under that number, or says who gave it out, and the person has it of them. */
    boolean mean(String namespace, SentIdentifier sent) {
        var key = key(namespace, sent);
        var known = told.get(key);
        return known == null ? numbers.contains(key) : patients.contains(known);
    }

    /** As {@link #mean}, or it leaves open who gave it out: then the person's may be meant, unless another sender gave that one out itself. */
    boolean mayMean(String namespace, SentIdentifier sent) {
        if (told.containsKey(key(namespace, sent)) || !sent.authorityUri().isEmpty()) {
            return mean(namespace, sent);
        }
        return mean(namespace, sent)
                || numbers.stream()
                        .anyMatch(own -> own.value().equals(sent.value()) && isOpenTo(namespace, sent, own.system()));
    }

    private static boolean isOpenTo(String namespace, SentIdentifier sent, String system) {
        return SENDERS.stream().noneMatch(system::startsWith)
                || (sent.authority().isEmpty() && system.startsWith(namespace + "/"));
    }

    private static KnownBy key(String namespace, SentIdentifier sent) {
        var identity = PatientIdentity.of(namespace, sent);
        return new KnownBy(identity.system(), identity.value());
    }

    /** What stands in the bytes of each message that gives one of the numbers, however it is written there. */
    Set<String> signs() {
        return numbers.stream().map(KnownBy::value).map(KnownNumbers::sign).collect(Collectors.toSet());
    }

    /** Other characters may be escaped. */
    private static String sign(String number) {
        return PLAIN.matcher(number)
                .results()
                .map(run -> run.group())
                .reduce((one, other) -> other.length() > one.length() ? other : one)
                .orElse(number);
    }
}
