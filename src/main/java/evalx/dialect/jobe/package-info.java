/** Jobe's REST API, as CodeRunner for Moodle speaks it. */
@NullMarked
package evalx.dialect.jobe;

import org.jspecify.annotations.NullMarked;
