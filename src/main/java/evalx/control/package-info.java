/**
 * What the application and the resource adapter say to each other. Both archives carry this package
 * and neither sees the other's classes, so they meet at an MBean.
 */
@NullMarked
package evalx.control;

import org.jspecify.annotations.NullMarked;
