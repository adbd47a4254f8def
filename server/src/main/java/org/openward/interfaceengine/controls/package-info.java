/** What analyzers measure of their controls and calibrators: results of the analyzer itself and of no patient. */
@NullMarked
package org.openward.interfaceengine.controls;

import org.jspecify.annotations.NullMarked;
