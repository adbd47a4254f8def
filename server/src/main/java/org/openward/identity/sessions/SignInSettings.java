package org.openward.identity.sessions;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long somebody stays signed in at the sign-in page.
 *
 * @param idle without coming back to it
 * @param longest at all
 */
@ConfigurationProperties("openward.security.sign-in")
record SignInSettings(@DefaultValue("30m") Duration idle, @DefaultValue("12h") Duration longest) {}
