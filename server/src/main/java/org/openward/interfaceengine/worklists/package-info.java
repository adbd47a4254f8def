/** What analyzers that ask are told at once, on their own connection, whatever they speak. */
@NullMarked
package org.openward.interfaceengine.worklists;

import org.jspecify.annotations.NullMarked;
