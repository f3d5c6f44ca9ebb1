/**
 * Auto-configuration for context pools and allocation accounting.
 */
@NullMarked
package io.logicgraph.memory.autoconfigure;

import org.jspecify.annotations.NullMarked;
