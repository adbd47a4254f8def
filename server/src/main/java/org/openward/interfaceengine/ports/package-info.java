/** The ports that analyzers connect to, whatever is spoken there: how they open and close, what they demand and what they bear. */
@NullMarked
package org.openward.interfaceengine.ports;

import org.jspecify.annotations.NullMarked;
