/** Judge0's API, version 1.13.1 of its Community Edition. */
@NullMarked
package evalx.dialect.judge0;

import org.jspecify.annotations.NullMarked;
