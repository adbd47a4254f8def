/** A whole hospital for tests: the server, its clients, and words to tell a patient's story. */
@NullMarked
package org.openward.testing;

import org.jspecify.annotations.NullMarked;
