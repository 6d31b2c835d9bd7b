/** The languages as data: nothing of any server. */
@NullMarked
package evalx.language;

import org.jspecify.annotations.NullMarked;
