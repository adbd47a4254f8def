package org.openward.notifications.websocket;

/** Where the sockets of a FHIR address are: those of {@code http://host/fhir/clinic-b} at {@code ws://host/websocket/clinic-b}. */
public final class SocketAddress {
    private SocketAddress() {}

    public static String of(String fhirBase) {
        return fhirBase.replaceFirst("^http", "ws").replaceFirst("/fhir(/[^/]+)?/?$", WebsocketDoor.PATH + "$1");
    }
}
