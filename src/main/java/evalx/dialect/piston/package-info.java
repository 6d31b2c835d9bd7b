/** Piston's API, version 2 of 3.1.1. */
@NullMarked
package evalx.dialect.piston;

import org.jspecify.annotations.NullMarked;
