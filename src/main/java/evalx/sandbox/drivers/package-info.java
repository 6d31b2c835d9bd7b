/** Opens the drivers that the settings ask for; the only package that knows all of them. */
@NullMarked
package evalx.sandbox.drivers;

import org.jspecify.annotations.NullMarked;
