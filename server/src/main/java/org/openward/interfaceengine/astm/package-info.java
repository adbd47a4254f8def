/** The edge to analyzers that speak ASTM: keeps each frame before it is acknowledged, and answers which tests a tube is for. */
@NullMarked
package org.openward.interfaceengine.astm;

import org.jspecify.annotations.NullMarked;
