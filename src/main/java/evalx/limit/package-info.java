/** How much one caller may hold of what all share, so that there is some left for others. */
@NullMarked
package evalx.limit;

import org.jspecify.annotations.NullMarked;
