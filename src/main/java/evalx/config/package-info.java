/** The settings: read once at start-up, checked, and passed to the classes that need them. */
@NullMarked
package evalx.config;

import org.jspecify.annotations.NullMarked;
