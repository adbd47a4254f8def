/** How an app begins: with which patient and encounter before it, chosen by a person or handed over by an EHR, and with whose consent. */
@NullMarked
package org.openward.identity.launch;

import org.jspecify.annotations.NullMarked;
