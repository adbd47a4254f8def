package org.openward.registration;

/**
 * A number by which somebody knows a patient.
 *
 * @param system the URI of the number's system, or empty
 * @param type its type in HL7 table 0203 such as MR, or empty
 */
public record PatientNumber(String value, String system, String type) {}
