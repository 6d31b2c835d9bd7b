/** Threads with an owner: bounded, named by the server, and ended with the application. */
@NullMarked
package evalx.threads;

import org.jspecify.annotations.NullMarked;
