package org.openward.hl7v2.mllp;

/**
 * Takes in what a listener receives; the server implements it.
 *
 * <p>An implementation stores the bytes durably before it returns the acknowledgement to send. It is called for one
 * message of a connection at a time, for many connections in parallel, and may block. An empty array means that the
 * sender asked for no answer. Whatever it throws is answered as an internal error, and the connection goes on.
 */
public interface InboundMessages {
    byte[] receive(ReceivedBytes received);
}
