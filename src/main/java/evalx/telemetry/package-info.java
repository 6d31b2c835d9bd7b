/** What operators see: health and metrics. */
@NullMarked
package evalx.telemetry;

import org.jspecify.annotations.NullMarked;
