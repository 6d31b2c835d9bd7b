/**
 * The JSON that clients send and get: submissions in, results out, the same for HTTP and JMS. Its
 * members are described in META-INF/openapi.yaml.
 */
@NullMarked
package evalx.format;

import org.jspecify.annotations.NullMarked;
