/** Boxes of any binary with the command line of isolate(1). */
@NullMarked
package evalx.sandbox.isolate;

import org.jspecify.annotations.NullMarked;
