package org.openward.security.roles;

/** A right of some role with the records of a group. */
record Rule(Group group, Cell cell) {
    /** Whether it holds for every record of the group, and shows it whole. */
    boolean isForAllAndWhole() {
        return cell.isForAll() && cell.mask().isEmpty();
    }
}
