/** Boxes in containers of a Docker engine; PID 1 of each speaks the daemon's protocol. */
@NullMarked
package evalx.sandbox.docker;

import org.jspecify.annotations.NullMarked;
