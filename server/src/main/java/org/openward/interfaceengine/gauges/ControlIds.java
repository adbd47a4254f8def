package org.openward.interfaceengine.gauges;

/**
 * The control ids of one analyzer as a count. Many count from 1 every morning, some write times or names there; only a small step
 * over a few numbers says that messages are missing.
 */
final class ControlIds {
    private static final int WIDEST_GAP = 100;
    private static final int MOST_DIGITS = 18;

    private long last = -1;

    /** How many messages are missing right before this one. */
    synchronized int missingBefore(String controlId) {
        if (!controlId.matches("[0-9]{1," + MOST_DIGITS + "}")) {
            last = -1;
            return 0;
        }
        var number = Long.parseLong(controlId);
        var missing = last < 0 ? 0 : number - last - 1;
        last = number;
        return missing > 0 && missing <= WIDEST_GAP ? (int) missing : 0;
    }
}
