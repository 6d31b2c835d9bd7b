/** How many programs may run at a time on this node, in which order, and on which threads. */
@NullMarked
package evalx.capacity;

import org.jspecify.annotations.NullMarked;
