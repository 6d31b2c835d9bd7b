/** The settings: read once at start-up, checked, and handed to whoever needs them. */
@NullMarked
package evalx.config;

import org.jspecify.annotations.NullMarked;
