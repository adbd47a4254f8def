/** What is known of a kind of analyzer before one of it is installed: the published descriptions, and the hospital's own. */
@NullMarked
package org.openward.interfaceengine.families;

import org.jspecify.annotations.NullMarked;
