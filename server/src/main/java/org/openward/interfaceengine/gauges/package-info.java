/** What is measured of each analyzer: when it was heard, what it left out, how its clock goes, what of it waits for people. */
@NullMarked
package org.openward.interfaceengine.gauges;

import org.jspecify.annotations.NullMarked;
