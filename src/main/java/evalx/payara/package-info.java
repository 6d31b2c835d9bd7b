/** What is mended in Payara alone, and can be mended by none of its settings. */
@NullMarked
package evalx.payara;

import org.jspecify.annotations.NullMarked;
