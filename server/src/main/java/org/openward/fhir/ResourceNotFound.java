package org.openward.fhir;

/** The hospital has no such record in this tenant. */
public class ResourceNotFound extends Refusal {
    private static final long serialVersionUID = 1L;

    public ResourceNotFound(String type, String id) {
        super(Kind.NOT_FOUND, "There is no " + type + "/" + id + " here. Check the id and the tenant in the URL.");
    }
}
