package org.openward.database;

/** The name and password of one database role. */
record Login(String user, String password) {
    @Override
    public String toString() {
        return user;
    }
}
