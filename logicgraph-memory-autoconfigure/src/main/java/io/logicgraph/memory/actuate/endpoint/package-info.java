/**
 * Actuator endpoint for context pools, recorded memory and profiles.
 */
@NullMarked
package io.logicgraph.memory.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
