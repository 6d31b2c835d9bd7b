/** What a worker does at regular times, what it has proved to run, and what it tells the others. */
@NullMarked
package evalx.node;

import org.jspecify.annotations.NullMarked;
