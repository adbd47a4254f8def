/** Forgets records that the hospital has kept as long as it wants to, and never one that it must keep. */
@NullMarked
package org.openward.privacy.retention;

import org.jspecify.annotations.NullMarked;
