/** What is mended in Open Liberty alone, and can be mended by none of its settings. */
@NullMarked
package evalx.liberty;

import org.jspecify.annotations.NullMarked;
