/** Turns a submission's sources into a program in the sandbox, once for all nodes. */
@NullMarked
package evalx.compilation;

import org.jspecify.annotations.NullMarked;
