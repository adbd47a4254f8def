/** The desk beside the feed: shows people what would become of a message, and takes down what they decide about one that waits. */
@NullMarked
package org.openward.interfaceengine.desk;

import org.jspecify.annotations.NullMarked;
