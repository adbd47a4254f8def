@NullMarked
package org.openward.database;

import org.jspecify.annotations.NullMarked;
