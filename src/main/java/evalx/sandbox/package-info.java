/**
 * Runs untrusted programs in boxes, as isolated as the host allows: the only way in which EvalX
 * executes code. The drivers are in rooms of their own below.
 */
@NullMarked
package evalx.sandbox;

import org.jspecify.annotations.NullMarked;
