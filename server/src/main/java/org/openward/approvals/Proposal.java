package org.openward.approvals;

import org.jspecify.annotations.Nullable;

/**
 * A change that somebody wants to make.
 *
 * @param change the name of its kind, as {@link ApprovableChange#name()} says it
 * @param content all that is needed to carry it out; whoever may read Tasks sees it, so it holds no secret
 * @param description what approvers read first
 * @param about the record it is about, such as {@code Patient/12}, if there is one
 */
public record Proposal(String change, String content, String description, @Nullable String about) {}
