/**
 * Doors in the shape of other engines: each dialect is a package of its own that maps requests to
 * submissions and results to answers. Everything else, from access to the verdict, is behind {@code
 * api} and {@code intake} and the same for all.
 */
@NullMarked
package evalx.dialect;

import org.jspecify.annotations.NullMarked;
