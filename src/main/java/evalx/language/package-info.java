/** The languages as data, read from languages.json: nothing of any server. */
@NullMarked
package evalx.language;

import org.jspecify.annotations.NullMarked;
