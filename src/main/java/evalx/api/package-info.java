/** HTTP: requests checked, answers and status codes; no rule of the business. */
@NullMarked
package evalx.api;

import org.jspecify.annotations.NullMarked;
