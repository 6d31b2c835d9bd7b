/** What is known of each token: its state while it lives, its result once it has one. */
@NullMarked
package evalx.result;

import org.jspecify.annotations.NullMarked;
