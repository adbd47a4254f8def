package org.openward.fhir;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Marks a guard or watch over plain FHIR writes; its HAPI storage hooks see every write, whichever way it came in. A guard
 * asks {@link DeskRequest#isDesk} to let its own desk through.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Component
public @interface FhirGuard {}
