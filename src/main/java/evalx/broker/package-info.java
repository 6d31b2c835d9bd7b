/** Connections to the message broker and the details of its wire: nothing of the domain. */
@NullMarked
package evalx.broker;

import org.jspecify.annotations.NullMarked;
