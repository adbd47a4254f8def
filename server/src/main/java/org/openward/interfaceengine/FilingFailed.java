package org.openward.interfaceengine;

/** Something broke while a message was filed; nothing of it was kept. */
class FilingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient FeedMessage message;

    FilingFailed(FeedMessage message, RuntimeException cause) {
        super("Message " + message.id() + " could not be filed", cause);
        this.message = message;
    }

    FeedMessage message() {
        return message;
    }

    /** The innermost kind of failure, which holds no patient data. */
    String kind() {
        Throwable innermost = this;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getClass().getSimpleName();
    }
}
