package org.openward.interfaceengine.changes;

import org.openward.laboratory.RecordResults.Destination;

/**
 * Under which terms a message is carried out.
 *
 * @param namespace of the sender's own numbers
 * @param mapping the version of the mapping by which the message was read
 * @param destination whom a person named instead of the patient whom the message names
 */
public record Sending(String namespace, String mapping, Destination destination) {}
