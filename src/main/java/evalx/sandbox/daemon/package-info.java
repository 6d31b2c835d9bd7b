/**
 * EvalX's own sandbox: a client of {@code evalx-isolate --serve}, whose protocol
 * isolate/PROTOCOL.md specifies.
 */
@NullMarked
package evalx.sandbox.daemon;

import org.jspecify.annotations.NullMarked;
