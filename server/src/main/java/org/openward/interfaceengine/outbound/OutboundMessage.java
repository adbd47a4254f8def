package org.openward.interfaceengine.outbound;

import org.jspecify.annotations.Nullable;

/**
 * A message that was written for a destination, as far as its delivery needs to know.
 *
 * @param about the version of the record that it was written for
 * @param patient id of the patient whom it is about, if it is about one
 * @param raw its bytes; none when it could not be written
 * @param task id of the Task that asks a person to help, once it was refused
 * @param rights those of its destination as they were numbered when it was written
 */
record OutboundMessage(
        long id,
        String destination,
        About about,
        @Nullable String patient,
        String type,
        String controlId,
        @Nullable Bytes raw,
        Status status,
        @Nullable String task,
        long rights) {

    /** One version of one record. */
    record About(String type, String id, long version) {
        @Override
        public String toString() {
            return type + "/" + id + " version " + version;
        }
    }

    /** How far a message has come. */
    enum Status {
        WAITING,
        SENT,
        DEAD,
        DROPPED
    }

    /** The bytes of a message. */
    static final class Bytes {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        /** Not a copy, not to be changed. */
        byte[] content() {
            return content;
        }
    }
}
