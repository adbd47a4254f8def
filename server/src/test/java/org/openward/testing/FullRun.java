package org.openward.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test that takes too long for every build, or starts a server of its own: it runs with {@code mvn verify -Pfull} only. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "tests.full", matches = "true", disabledReason = "It takes long: mvn verify -Pfull")
public @interface FullRun {}
