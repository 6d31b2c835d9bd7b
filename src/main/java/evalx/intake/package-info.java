/** The one way in: every door hands a request and its caller to it, and every rule is here. */
@NullMarked
package evalx.intake;

import org.jspecify.annotations.NullMarked;
