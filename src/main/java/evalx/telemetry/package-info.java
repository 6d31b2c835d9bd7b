/**
 * What operators see: health, with a check for each part, and metrics, which {@link
 * evalx.telemetry.Metrics} makes and writes.
 */
@NullMarked
package evalx.telemetry;

import org.jspecify.annotations.NullMarked;
